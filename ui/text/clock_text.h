// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// "14:02:11" in the person's time zone.
[[nodiscard]] QString timeOfDay(health::WallTime at);
/// "20 Nov 14:02" in the person's time zone.
[[nodiscard]] QString dayAndTime(health::WallTime at);
/// Date and time to the millisecond with the offset from UTC, for a hover.
[[nodiscard]] QString fullTime(health::WallTime at);

} // namespace fusebox::ui
