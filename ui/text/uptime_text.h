// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/resilience/time.h"

namespace fusebox::ui {

/// "99.95 % of 2 h": the share of the time that was measured. Rounded down, so that "100 %" is said only of
/// what was never down. Empty when nothing was measured.
[[nodiscard]] QString uptimeText(resilience::Nanoseconds up, resilience::Nanoseconds measured);

} // namespace fusebox::ui
