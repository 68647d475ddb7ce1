// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/time.h"

namespace fusebox::bench {

/// Moves on by itself, as time does between calls: a window that sees one moment only would be no
/// measurement.
class SteppingClock
{
public:
    resilience::TimePoint now() { return m_now += std::chrono::microseconds(100); }

private:
    resilience::TimePoint m_now{std::chrono::hours(1)};
};

/// The same for who wants a clock injected.
class VirtualSteppingClock : public resilience::Clock
{
public:
    resilience::TimePoint now() const override { return m_clock.now(); }

private:
    mutable SteppingClock m_clock;
};

/// Injected as a program injects it: behind the virtual function.
class RealClock : public resilience::Clock
{
public:
    resilience::TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

} // namespace fusebox::bench
