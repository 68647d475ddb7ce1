// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "core/resilience/async/environment.h"

namespace fusebox::resilience {

/// The machine's monotonic clock.
class SteadyClock final : public Clock
{
public:
    [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

/// Timers of the Qt event loop of whichever thread starts them, to the millisecond. Thread: any.
class EventLoopTimers final : public Timers
{
public:
    EventLoopTimers();
    ~EventLoopTimers() override;

    [[nodiscard]] Id start(Nanoseconds delay, std::function<void()> then) override;
    void cancel(Id id) override;

private:
    class Timer;
    struct Running;

    std::shared_ptr<Running> m_running;
};

/// The usual environment: made once by the program, before any call, and kept until all have ended.
class EventLoop
{
public:
    explicit EventLoop(std::uint64_t seed);

    /// Told by the calls that get their environment from now on. Thread: that of the program's start.
    void setHook(PolicyHook hook) { m_hook = std::make_shared<const PolicyHook>(std::move(hook)); }
    [[nodiscard]] Environment environment() { return {&m_clock, &m_timers, m_random, m_hook}; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }

private:
    SteadyClock m_clock;
    EventLoopTimers m_timers;
    std::shared_ptr<SharedRandom> m_random;
    std::shared_ptr<const PolicyHook> m_hook = {};
};

/// The usual environment for the calls of this thread that are given none: made when asked for first, seeded
/// by the time of that, kept by the thread and by every call that uses it.
[[nodiscard]] Environment threadEnvironment();

} // namespace fusebox::resilience
