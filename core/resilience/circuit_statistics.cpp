// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_statistics.h"

namespace fusebox::resilience {

void CircuitMeter::call(Outcome outcome, std::optional<ErrorClass> error, std::optional<Nanoseconds> latency)
{
    ++m_byOutcome[static_cast<std::size_t>(outcome)];
    if (error)
        ++m_byErrorClass[static_cast<std::size_t>(*error)];
    if (latency && outcome != Outcome::Ignored)
        m_latencies.add(*latency);
}

void CircuitMeter::moved(const TransitionRecord &record)
{
    if (!record.enforced)
        return;
    if (rejects(record.from) && m_openSince) {
        const auto length = saturatingDifference(record.at, *m_openSince);
        m_timeOpen = saturatingAdd(m_timeOpen, saturatingAdd(length, -record.passedOver.halfOpen));
        m_openSince.reset();
    }
    m_opened += static_cast<std::uint64_t>(record.passedOver.count);
    if (rejects(record.to))
        m_openSince = record.at;
    const bool goesOn = record.from == EffectiveState::ForcedOpen && m_failedSince;
    if (record.to == EffectiveState::Open && !goesOn) {
        ++m_opened;
        m_failedSince = m_failedSince.value_or(record.at);
    }
    if (record.to != EffectiveState::Closed)
        return;
    if (record.reason == TransitionReason::TrialsSucceeded && m_failedSince) {
        m_lastRecovery = saturatingDifference(record.at, *m_failedSince);
        m_recoveryTime = saturatingAdd(m_recoveryTime, *m_lastRecovery);
        ++m_recoveries;
    }
    m_failedSince.reset();
}

/// What was open while nobody was there to see it counts up to its end, as if it ended now.
void CircuitMeter::restored(const SavedCircuit &saved, TimePoint now)
{
    const auto since = std::min(saved.since, now);
    if (rejects(effectiveState(saved.state, saved.forced))) {
        const auto until = saved.forced == ForcedState::ForcedOpen ? saved.forcedUntil : saved.openUntil;
        const auto end = std::clamp(until.value_or(now), since, now);
        m_openSince = saturatingAdd(now, -saturatingDifference(end, since));
    }
    if (saved.state == CircuitState::Closed)
        return;
    m_opened = 1;
    m_failedSince = saved.lastTrip ? std::min(saved.lastTrip->at, since) : since;
}

CircuitStatistics CircuitMeter::read(const CircuitView &view, TimePoint now) const
{
    CircuitStatistics s{.byOutcome = m_byOutcome,
                        .byErrorClass = m_byErrorClass,
                        .rejected = m_rejected,
                        .state = effectiveState(view),
                        .since = view.since,
                        .opened = m_opened,
                        .timeOpen = m_timeOpen,
                        .lastRecovery = m_lastRecovery,
                        .p50 = m_latencies.percentile(0.50),
                        .p95 = m_latencies.percentile(0.95),
                        .p99 = m_latencies.percentile(0.99),
                        .slowest = m_latencies.most()};
    if (m_openSince)
        s.timeOpen = saturatingAdd(s.timeOpen, saturatingDifference(now, *m_openSince));
    if (m_recoveries > 0)
        s.meanRecovery = m_recoveryTime / m_recoveries;
    return s;
}

} // namespace fusebox::resilience
