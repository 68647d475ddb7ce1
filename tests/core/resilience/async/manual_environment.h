// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/resilience/async/environment.h"
#include "tests/core/resilience/steady_manual_clock.h"

namespace fusebox::testing {

/// Clock and timers that move only when told: a timer fires at its exact time within advance().
class ManualEnvironment final : public resilience::Timers
{
public:
    [[nodiscard]] resilience::Environment environment() { return {&m_clock, this, m_random}; }
    [[nodiscard]] SteadyManualClock &clock() { return m_clock; }
    [[nodiscard]] std::size_t running() const { return m_timers.size(); }

    void advance(Nanoseconds by)
    {
        const TimePoint end = m_clock.now() + by;
        while (!m_timers.empty() && m_timers.begin()->first.first <= end) {
            const auto timer = m_timers.extract(m_timers.begin());
            m_clock.advance(std::max(timer.key().first - m_clock.now(), Nanoseconds(0)));
            timer.mapped()();
        }
        m_clock.advance(end - m_clock.now());
    }

    [[nodiscard]] Id start(Nanoseconds delay, std::function<void()> then) override
    {
        const Id id = m_next++;
        m_timers.emplace(std::pair(resilience::saturatingAdd(m_clock.now(), delay), id), std::move(then));
        return id;
    }

    void cancel(Id id) override
    {
        std::erase_if(m_timers, [&](const auto &timer) { return timer.first.second == id; });
    }

private:
    SteadyManualClock m_clock;
    std::shared_ptr<resilience::SharedRandom> m_random = std::make_shared<resilience::SharedRandom>(1U);
    Id m_next = 1;
    std::map<std::pair<TimePoint, Id>, std::function<void()>> m_timers = {};
};

} // namespace fusebox::testing
