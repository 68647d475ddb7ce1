// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Of what is waited for.
inline constexpr Nanoseconds kLongestDuration = std::chrono::days(366);

enum class DurationError : std::uint8_t { Empty, NoNumber, NoUnit, UnknownUnit, TooLarge };

/// "250ms", "5s", "1.5s", "1m", "2h", "7d" (units ns, us, ms, s, m, h, d): one number, one unit, no blanks,
/// no sign. Zero is a duration; whether it makes sense is the caller's to say. Longer than `longest`, which
/// is at most a hundred years, is too large.
[[nodiscard]] tl::expected<Nanoseconds, DurationError> parseDuration(std::string_view text,
                                                                     Nanoseconds longest = kLongestDuration);

/// The shortest text that parseDuration() reads back as exactly `duration` (>= 0).
[[nodiscard]] std::string formatDuration(Nanoseconds duration);

} // namespace fusebox::resilience
