// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "core/resilience/time.h"

namespace fusebox::health {

using resilience::Nanoseconds;
using resilience::saturatingAdd;
using resilience::saturatingDifference;
using resilience::TimePoint;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// When something happened: `steady` to reckon with, `wall` (UTC) for people. Only `steady` is ever compared.
struct Moment
{
    TimePoint steady = {};
    WallTime wall = {};

    bool operator==(const Moment &) const = default;
};

/// A clock that also knows the time of day. Thread: any.
class WallClock : public resilience::Clock
{
public:
    [[nodiscard]] virtual WallTime wallNow() const = 0;
    /// How long the machine has slept since it was started, so that two readings tell of a sleep in between.
    [[nodiscard]] virtual Nanoseconds suspended() const = 0;
    [[nodiscard]] Moment moment() const { return {now(), wallNow()}; }
};

/// The machine's clocks.
class SystemClock final : public WallClock
{
public:
    [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] WallTime wallNow() const override
    {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] Nanoseconds suspended() const override;
};

} // namespace fusebox::health
