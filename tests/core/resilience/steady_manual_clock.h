// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "tests/core/resilience/times.h"

namespace fusebox::testing {

/// A clock that moves only when told, from any thread; counts how often it is read.
class SteadyManualClock final : public resilience::Clock
{
public:
    [[nodiscard]] TimePoint now() const override
    {
        ++m_reads;
        return TimePoint(Nanoseconds(m_now.load()));
    }
    void advance(Nanoseconds by) { m_now += by.count(); }
    [[nodiscard]] int reads() const { return m_reads; }

private:
    std::atomic<Nanoseconds::rep> m_now = kStart.time_since_epoch().count();
    mutable std::atomic<int> m_reads = 0;
};

} // namespace fusebox::testing
