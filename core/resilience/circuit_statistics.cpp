// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_statistics.h"

namespace fusebox::resilience {

namespace {

bool rejects(EffectiveState state)
{
    return state == EffectiveState::Open || state == EffectiveState::ForcedOpen;
}

} // namespace

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
        m_timeOpen += record.at - *m_openSince - record.passedOver.halfOpen;
        m_openSince.reset();
    }
    m_opened += static_cast<std::uint64_t>(record.passedOver.count);
    if (rejects(record.to))
        m_openSince = record.at;
    if (record.to == EffectiveState::Open && record.from != EffectiveState::ForcedOpen) {
        ++m_opened;
        m_failedSince = m_failedSince.value_or(record.at);
    }
    if (record.to != EffectiveState::Closed)
        return;
    if (record.reason == TransitionReason::TrialsSucceeded && m_failedSince) {
        m_lastRecovery = record.at - *m_failedSince;
        m_recoveryTime += *m_lastRecovery;
        ++m_recoveries;
    }
    m_failedSince.reset();
}

void CircuitMeter::restored(const CircuitView &view)
{
    if (rejects(effectiveState(view)))
        m_openSince = view.since;
    if (view.state == CircuitState::Closed)
        return;
    m_opened = 1;
    m_failedSince = view.since;
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
        s.timeOpen += now - *m_openSince;
    if (m_recoveries > 0)
        s.meanRecovery = m_recoveryTime / m_recoveries;
    return s;
}

} // namespace fusebox::resilience
