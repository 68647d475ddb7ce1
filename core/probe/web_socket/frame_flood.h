// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/time.h"

namespace fusebox::probe {

/// Counts frames that take no message further: control frames, and empty fragments. A pure machine but for
/// the clock, which it reads twice in a thousand of them.
class FrameFlood
{
public:
    /// In a second, from which on they are a flood.
    static constexpr int flood = 1000;

    /// One more; true: there are too many.
    [[nodiscard]] bool add(const resilience::Clock &clock)
    {
        if (m_count++ == 0)
            m_since = clock.now();
        if (m_count < flood)
            return false;
        m_count = 0;
        return clock.now() - m_since < std::chrono::seconds(1);
    }

private:
    int m_count = 0;
    resilience::TimePoint m_since = {};
};

} // namespace fusebox::probe
