// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/clock.h"

namespace fusebox::testing {

/// A clock that moves only when told.
class ManualClock final : public health::WallClock
{
public:
    [[nodiscard]] health::TimePoint now() const override { return m_now; }
    [[nodiscard]] health::WallTime wallNow() const override
    {
        return health::WallTime(
            std::chrono::duration_cast<std::chrono::milliseconds>(m_now.time_since_epoch()));
    }
    void advance(health::Nanoseconds by) { m_now += by; }

private:
    health::TimePoint m_now{std::chrono::hours(1)};
};

} // namespace fusebox::testing
