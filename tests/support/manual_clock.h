// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"

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
    [[nodiscard]] health::Nanoseconds suspended() const override { return m_suspended; }
    void advance(health::Nanoseconds by) { m_now += by; }
    void sleep(health::Nanoseconds by) { m_suspended += by; }

private:
    health::TimePoint m_now{std::chrono::hours(1)};
    health::Nanoseconds m_suspended{0};
};

} // namespace fusebox::testing
