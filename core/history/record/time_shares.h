// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>

#include "core/health/values/events.h"

namespace fusebox::history {

using std::chrono::milliseconds;

/// What a stretch of time was: measured, and then up or down; or not, and then why.
struct TimeShares
{
    milliseconds up{0};
    milliseconds down{0};
    std::array<milliseconds, health::gapCauses> gaps = {};

    [[nodiscard]] milliseconds &gap(health::GapCause cause) { return gaps[static_cast<std::size_t>(cause)]; }
    [[nodiscard]] milliseconds gap(health::GapCause cause) const
    {
        return gaps[static_cast<std::size_t>(cause)];
    }
    [[nodiscard]] milliseconds measured() const { return up + down; }
    [[nodiscard]] milliseconds total() const
    {
        milliseconds sum = measured();
        for (const milliseconds length : gaps)
            sum += length;
        return sum;
    }
    TimeShares &operator+=(const TimeShares &other)
    {
        up += other.up;
        down += other.down;
        for (std::size_t i = 0; i < gaps.size(); ++i)
            gaps[i] += other.gaps[i];
        return *this;
    }
    bool operator==(const TimeShares &) const = default;
};

} // namespace fusebox::history
