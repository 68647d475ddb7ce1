// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/health/values/clock.h"

namespace fusebox::health {

/// Tells that the machine has slept, by a clock that goes on meanwhile against one that does not. A pure
/// machine. Thread: one at a time.
class SleepDetector
{
public:
    /// Shorter ones are not told apart from the clocks' own unrest; several of them add up.
    static constexpr Nanoseconds shortest = std::chrono::seconds(1);

    /// `suspended`: WallClock::suspended(), here and below.
    explicit SleepDetector(Nanoseconds suspended)
        : m_known(suspended)
    {
    }

    /// How long the machine has slept since the last sleep that was told; none: not long enough to tell.
    [[nodiscard]] std::optional<Nanoseconds> sleptUntil(Nanoseconds suspended)
    {
        const Nanoseconds length = suspended - m_known;
        if (length < shortest)
            return {};
        m_known = suspended;
        return length;
    }

private:
    Nanoseconds m_known;
};

} // namespace fusebox::health
