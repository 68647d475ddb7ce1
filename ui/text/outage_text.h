// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/history/record/outage_record.h"

namespace fusebox::ui {

/// Why, in words: "host shop.example: connection refused", "HTTP 503", "slow, or held back".
[[nodiscard]] QString outagePhrase(const history::OutageRecord &outage);
/// "circuit forced open by hand".
[[nodiscard]] QString actPhrase(health::ManualAct act);

} // namespace fusebox::ui
