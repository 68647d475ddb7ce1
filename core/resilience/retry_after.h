// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Reads the value of a Retry-After header: seconds, or an HTTP date in any of the three forms of RFC 9110
/// (5.6.7, 10.2.3). `now` is the time of day that a date is held against. At least 0; a wish longer than 366
/// days is cut to that. None if the text is anything else. Hostile input is fine.
[[nodiscard]] std::optional<Nanoseconds> parseRetryAfter(std::string_view text, std::chrono::sys_seconds now);

} // namespace fusebox::resilience
