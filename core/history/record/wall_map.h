// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/health/values/clock.h"

namespace fusebox::history {

/// The time of day of moments that are reckoned with on the steady clock: one moves on as the other does,
/// until they are more than a second apart, by a clock that was set or a sleep. Thread: one at a time.
class WallMap
{
public:
    static constexpr std::chrono::milliseconds unrest{1'000}; ///< clocks are slewed all the time

    /// A jump of the time of day: from what it was to what it is.
    struct Jump
    {
        health::WallTime from = {};
        health::WallTime to = {};
    };

    /// What a moment says of the two clocks; a jump if there was one since the last.
    std::optional<Jump> follow(const health::Moment &moment)
    {
        const auto offset = moment.wall - floored(moment.steady);
        const auto before = m_offset;
        if (before && std::chrono::abs(offset - *before) <= unrest)
            return {};
        m_offset = offset;
        return before ? std::optional(Jump{floored(moment.steady) + *before, moment.wall}) : std::nullopt;
    }
    [[nodiscard]] health::WallTime at(health::TimePoint steady) const
    {
        return floored(steady) + m_offset.value_or(health::WallTime());
    }

private:
    static std::chrono::milliseconds floored(health::TimePoint steady)
    {
        return std::chrono::floor<std::chrono::milliseconds>(steady.time_since_epoch());
    }

    std::optional<health::WallTime> m_offset = {};
};

} // namespace fusebox::history
