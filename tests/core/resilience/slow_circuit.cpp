// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/resilience/slow_circuit.h"

#include <algorithm>
#include <cmath>

namespace fusebox::testing {

using namespace resilience;

std::optional<int> SlowCircuit::acquire(TimePoint now)
{
    pass(now);
    if (m_forced == Forced::ForcedOpen)
        return {};
    const bool trial = m_state == State::HalfOpen && running() < m_s.trialCalls;
    const bool passes = trial || m_state == State::Closed || m_forced == Forced::MeasureOnly;
    if (!passes)
        return {};
    const int number = m_nextPermit++;
    m_permits[number] = {m_moves, trial};
    if (trial)
        m_runningTrials.insert(number);
    return number;
}

void SlowCircuit::finish(int permit, Outcome outcome, TimePoint now)
{
    pass(now);
    const Given given = m_permits.at(permit);
    m_permits.erase(permit);
    if (given.moves != m_moves)
        return;
    if (given.trial) {
        m_runningTrials.erase(permit);
        if (outcome == Outcome::Ignored)
            return;
        m_trials.push_back(outcome);
        const auto verdicts = possibleVerdicts();
        if (verdicts.size() == 1)
            enter(*verdicts.begin() ? State::Closed : State::Open, now);
    } else if (m_state == State::Closed && outcome != Outcome::Ignored) {
        m_calls.push_back({now, outcome});
        if (m_forced != Forced::Disabled && mustOpen(now))
            enter(State::Open, now);
    }
}

void SlowCircuit::reset(TimePoint now)
{
    pass(now);
    m_forced = Forced::None;
    m_forcedEnd.reset();
    enter(State::Closed, now);
}

void SlowCircuit::disable(TimePoint now)
{
    pass(now);
    if (m_forced == Forced::Disabled)
        return;
    m_forced = Forced::Disabled;
    m_forcedEnd.reset();
    enter(State::Closed, now);
}

void SlowCircuit::force(Forced forced, std::optional<TimePoint> until, TimePoint now)
{
    pass(now);
    if (m_forced == forced && forced != Forced::ForcedOpen)
        return;
    if (m_forced == Forced::Disabled)
        forgetCalls();
    m_forced = forced;
    m_forcedEnd = until;
    changed();
    if (m_state == State::HalfOpen)
        m_stateEnd = now + m_s.trialTimeout;
}

void SlowCircuit::pass(TimePoint now)
{
    for (;;) {
        const bool frozen = m_forced == Forced::ForcedOpen && m_state == State::HalfOpen;
        const auto stateEnd = frozen ? std::nullopt : m_stateEnd;
        const bool stateFirst = stateEnd && (!m_forcedEnd || *stateEnd <= *m_forcedEnd);
        if (stateFirst && *stateEnd <= now)
            enter(m_state == State::Open ? State::HalfOpen : State::Open, *stateEnd);
        else if (!stateFirst && m_forcedEnd && *m_forcedEnd <= now)
            force(Forced::None, {}, *std::exchange(m_forcedEnd, std::nullopt));
        else
            return;
    }
}

void SlowCircuit::changed()
{
    ++m_moves;
    m_trials.clear();
    m_runningTrials.clear();
}

void SlowCircuit::enter(State state, TimePoint at)
{
    if (state == State::Open) {
        m_reopenings = m_state == State::HalfOpen ? m_reopenings + 1 : 0;
        Nanoseconds length = m_s.recoveryTimeout;
        for (int i = 0; i < m_reopenings && length < m_s.maxOpenTime; ++i)
            length = std::min(Nanoseconds(std::llround(double(length.count()) * m_s.openTimeMultiplier)),
                              m_s.maxOpenTime);
        m_stateEnd = at + length;
    } else if (state == State::HalfOpen) {
        m_stateEnd = at + m_s.trialTimeout;
    } else {
        m_stateEnd.reset();
        forgetCalls();
    }
    m_state = state;
    changed();
}

int SlowCircuit::inARow() const
{
    if (m_state != State::Closed)
        return 0;
    const auto lastGood = std::find_if(m_calls.rbegin(), m_calls.rend(),
                                       [](const Call &c) { return c.outcome != Outcome::Failure; });
    return static_cast<int>(lastGood - m_calls.rbegin());
}

int SlowCircuit::failuresWithin(TimePoint now) const
{
    const auto young = std::count_if(m_calls.begin(), m_calls.end(), [&](const Call &c) {
        return c.outcome == Outcome::Failure && c.at + m_s.failureWindow > now;
    });
    return std::min(static_cast<int>(young), m_s.failureThreshold);
}

bool SlowCircuit::inside(std::size_t index, TimePoint now) const
{
    if (m_s.rateCalls > 0)
        return index + static_cast<std::size_t>(m_s.rateCalls) >= m_calls.size();
    return m_calls[index].at + m_s.failureWindow > now;
}

int SlowCircuit::counted(Outcome outcome, TimePoint now) const
{
    int count = 0;
    for (std::size_t i = 0; i < m_calls.size(); ++i)
        count += m_calls[i].outcome == outcome && inside(i, now);
    return count;
}

std::size_t SlowCircuit::differentTimes(TimePoint now) const
{
    std::set<TimePoint> times;
    for (const Call &call : m_calls) {
        if (call.at + m_s.failureWindow > now)
            times.insert(call.at);
    }
    return times.size();
}

bool SlowCircuit::reaches(int part, int whole, double rate) const
{
    return rate > 0 && 20 * part >= std::lround(rate * 20) * whole;
}

bool SlowCircuit::mustOpen(TimePoint now) const
{
    if (m_s.consecutiveFailures > 0 && inARow() >= m_s.consecutiveFailures)
        return true;
    if (m_s.failureThreshold > 0 && failuresWithin(now) >= m_s.failureThreshold)
        return true;
    const int failed = counted(Outcome::Failure, now);
    const int slow = counted(Outcome::Slow, now);
    const int all = failed + slow + counted(Outcome::Success, now);
    return all >= m_s.minimumCalls &&
           (reaches(failed, all, m_s.failureRate) || reaches(slow, all, m_s.slowRate));
}

/// True for closing, false for reopening; with more trials to come, perhaps both.
std::set<bool> SlowCircuit::possibleVerdicts() const
{
    const int failed = static_cast<int>(std::count(m_trials.begin(), m_trials.end(), Outcome::Failure));
    const int slow = static_cast<int>(std::count(m_trials.begin(), m_trials.end(), Outcome::Slow));
    const int done = static_cast<int>(m_trials.size());
    if (m_s.trialSample == 0 && (failed > 0 || (slow > 0 && m_s.slowRate > 0)))
        return {false};
    if (m_s.trialSample == 0)
        return done >= m_s.successThreshold ? std::set{true} : std::set{true, false};
    std::set<bool> verdicts;
    const int left = m_s.trialSample - done;
    for (int moreFailed = 0; moreFailed <= left; ++moreFailed) {
        for (int moreSlow = 0; moreSlow <= left - moreFailed; ++moreSlow)
            verdicts.insert(!reaches(failed + moreFailed, m_s.trialSample, m_s.trialFailureRate) &&
                            !reaches(slow + moreSlow, m_s.trialSample, m_s.slowRate));
    }
    return verdicts;
}

} // namespace fusebox::testing
