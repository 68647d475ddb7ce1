// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/history/record/stored_uptime.h"
#include "ui/text/endpoint_facts.h"

namespace fusebox::ui {

/// "99.95 % of 2 h": the share of the time that was measured. Rounded down, so that "100 %" is said only of
/// what was never down. Empty when nothing was measured.
[[nodiscard]] QString uptimeText(resilience::Nanoseconds up, resilience::Nanoseconds measured);

/// "99.2 %", rounded down likewise; empty when nothing was measured.
[[nodiscard]] QString uptimeShare(resilience::Nanoseconds up, resilience::Nanoseconds measured);
/// "99.2 % of 22 h measured, 1 h 12 min held back by the open circuit": the time in which nobody knows is
/// said beside the share that it is no part of. "nothing measured, ..." when nothing was.
[[nodiscard]] QString measuredUptime(resilience::Nanoseconds up, resilience::Nanoseconds measured,
                                     resilience::Nanoseconds heldBack);

/// "Last 24 hours".
[[nodiscard]] QString lengthCaption(std::chrono::milliseconds length);
/// A line for each length, "Last 24 hours": "99.2 % of 22 h measured, ...".
[[nodiscard]] FactTexts uptimeFacts(std::span<const history::UptimeOver> uptimes);

} // namespace fusebox::ui
