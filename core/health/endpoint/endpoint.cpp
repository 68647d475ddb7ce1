// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/endpoint/endpoint.h"

#include <algorithm>

#include "core/health/detectors/offline_detector.h"
#include "core/settings/secret_filling.h"

namespace fusebox::health {

using namespace std::chrono_literals;

/// What is slow for the endpoint is slow for its circuit. One that turned faster than a person can see would
/// keep the monitor at nothing else.
resilience::CircuitSettings circuitSettings(const settings::EndpointConfig &config)
{
    constexpr Nanoseconds shortest = 10ms;
    resilience::CircuitSettings settings = config.circuit;
    settings.slowAfter = config.slowAfter;
    settings.recoveryTimeout = std::max(settings.recoveryTimeout, shortest);
    settings.trialTimeout = std::max(settings.trialTimeout, shortest);
    return settings;
}

using resilience::Circuit;
using resilience::TransitionRecord;

Endpoint::Endpoint(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
                   EndpointObserver &observer)
    : m_config(std::move(config))
    , m_asked(m_config)
    , m_services(services)
    , m_observer(observer)
    , m_circuit(services.circuits.get(m_config->id.toStdString(), circuitSettings(*m_config)))
    , m_listening(m_circuit->subscribe([this](const TransitionRecord &record) { transitioned(record); }))
    , m_statusSince(services.clock.moment())
    , m_isPublic(false)
{
    fillIn();
    m_isPublic = scopeOf(*m_asked) == settings::HostScope::Public;
    if (m_config->paused)
        m_verdict.status = Status::Paused;
}

Endpoint::~Endpoint()
{
    m_circuit->unsubscribe(m_listening);
    m_services.circuits.remove(m_circuit->name());
}

void Endpoint::transitioned(const TransitionRecord &record)
{
    m_untold.push_back(record);
    if (record.to == EffectiveState::HalfOpen)
        trialSoon();
}

void Endpoint::tellTransitions()
{
    for (const TransitionRecord &record : std::exchange(m_untold, {})) {
        const TransitionEvent event{record, failureBehind(record)};
        const Moment at = momentOf(record.at);
        noteOutage(event, at);
        m_observer.happened({at, m_config->id, event});
    }
}

/// A circuit keeps the class of an error. What is told right after the call that caused it is the error
/// itself.
std::optional<probe::ProbeFailure> Endpoint::failureBehind(const TransitionRecord &record) const
{
    const bool isIt = m_lastFailure && record.lastError == m_lastFailure->errorClass;
    return isIt ? m_lastFailure : std::nullopt;
}

void Endpoint::noteOutage(const TransitionEvent &event, const Moment &at)
{
    using enum resilience::TransitionReason;
    switch (event.record.reason) {
    case FailuresInWindow:
    case ConsecutiveFailures:
    case FailureRate:
    case SlowRate: m_outage = std::make_shared<const Outage>(Outage{at, event.record, event.failure}); return;
    case TrialFailed: countFailedTrial(); return;
    case TrialsSucceeded:
    case ManualReset:
    case ManualDisable: m_outage.reset(); return;
    default: return; // neither begins nor ends it
    }
}

void Endpoint::countFailedTrial()
{
    if (!m_outage)
        return;
    Outage outage = *m_outage;
    ++outage.failedTrials;
    m_outage = std::make_shared<const Outage>(std::move(outage));
}

/// Transitions by time carry the moment they were due, which may lie a little in the past.
Moment Endpoint::momentOf(TimePoint time) const
{
    const Moment current = m_services.clock.moment();
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(current.steady - time);
    return {time, current.wall - ago};
}

resilience::SavedCircuit Endpoint::savedCircuit() const
{
    resilience::SavedCircuit saved = m_circuit->save();
    if (m_outage && saved.state != resilience::CircuitState::Closed)
        saved.lastTrip = m_outage->trip;
    return saved;
}

void Endpoint::takeUp(const std::optional<probe::ProbeFailure> &failure)
{
    const resilience::SavedCircuit saved = m_circuit->save();
    if (saved.state == resilience::CircuitState::Closed || !saved.lastTrip)
        return refresh();
    const Moment tripped = momentOf(saved.lastTrip->at);
    m_outage = std::make_shared<const Outage>(
        Outage{tripped, *saved.lastTrip, failure, static_cast<int>(saved.reopenings)});
    m_failingSince = tripped;
    if (failure) {
        m_lastFailure = failure;
        m_lastFailureAt = tripped;
    }
    refresh();
}

void Endpoint::advance()
{
    m_circuit->advance();
    tellTransitions();
    if (!m_config->paused && now() >= m_notBefore) {
        if (isLackToBeTold()) {
            m_isLackTold = true;
            tellLack(*m_missing);
        }
        if (!m_missing)
            work();
    }
    refresh();
}

/// What is only being asked for will be there in a moment, or have a reason.
bool Endpoint::isLackToBeTold() const
{
    return m_missing && !m_isLackTold &&
           std::ranges::any_of(*m_missing, [](const settings::MissingSecret &missing) {
               return missing.reason.why != settings::SecretLack::NotAsked;
           });
}

void Endpoint::fillIn()
{
    static const settings::SecretValues none;
    auto filled = settings::filledIn(*m_config, m_services.secrets ? *m_services.secrets : none);
    m_missing.reset();
    m_asked = m_config;
    if (!filled)
        m_missing = std::make_shared<const std::vector<settings::MissingSecret>>(std::move(filled.error()));
    else if (*filled != *m_config)
        m_asked = std::make_shared<const settings::EndpointConfig>(*std::move(filled));
}

void Endpoint::secretsChanged()
{
    if (m_asked == m_config && !m_missing) // it refers to none
        return;
    const auto before = m_asked;
    const auto missedBefore = m_missing;
    fillIn();
    const bool missesTheSame =
        m_missing && missedBefore ? *m_missing == *missedBefore : m_missing == missedBefore;
    if (missesTheSame && *m_asked == *before) {
        m_asked = before; // which others hold
        return;
    }
    m_isLackTold = false;
    if (m_missing)
        rest();
    else if (m_config->paused)
        prepare();
    else
        reconfigured(*before);
    advance();
}

std::optional<TimePoint> Endpoint::plannedWork() const
{
    if (m_missing && !m_config->paused && !isHeld())
        return isLackToBeTold() ? std::optional(std::max(now(), m_notBefore)) : std::nullopt;
    const auto planned = m_config->paused || isHeld() ? std::nullopt : nextWork();
    return planned ? std::optional(std::max(*planned, m_notBefore)) : std::nullopt;
}

std::optional<TimePoint> Endpoint::nextDeadline() const
{
    const auto planned = plannedWork();
    const auto circuit = m_circuit->nextDeadline();
    if (!planned || !circuit)
        return planned ? planned : circuit;
    return std::min(*planned, *circuit);
}

void Endpoint::checkNow()
{
    if (m_config->paused)
        return;
    tell(ManualEvent{ManualAct::CheckNow});
    m_isLackTold = false; // who asks for a check is told why there is none
    checkSoon();
    advance();
}

void Endpoint::command(ManualAct act, void (Circuit::*action)())
{
    tell(ManualEvent{act});
    ((*m_circuit).*action)();
    if (!m_config->paused)
        workSoon();
    advance();
}

void Endpoint::resetCircuit()
{
    command(ManualAct::ResetCircuit, &Circuit::reset);
}

void Endpoint::resetCircuit(TimePoint resumeAt)
{
    m_notBefore = std::max(m_notBefore, resumeAt);
    resetCircuit();
}

void Endpoint::disableCircuit()
{
    command(ManualAct::DisableCircuit, &Circuit::disable);
}

void Endpoint::forceOpen()
{
    tell(ManualEvent{ManualAct::ForceOpenCircuit});
    m_circuit->forceOpen();
    isolate();
    refresh();
}

void Endpoint::sendMessage(const QString &text)
{
    if (text.size() > settings::maxSentLength || !send(text))
        return;
    tell(ManualEvent{ManualAct::SendMessage});
    refresh();
}

void Endpoint::setPaused(bool paused)
{
    if (paused == m_config->paused)
        return;
    tell(ManualEvent{paused ? ManualAct::Pause : ManualAct::Resume});
    auto config = std::make_shared<settings::EndpointConfig>(*m_config);
    config->paused = paused;
    m_config = std::move(config);
    m_isLackTold = false;
    fillIn();
    if (paused)
        rest();
    else
        workSoon();
    advance();
}

/// Nobody knows how it does meanwhile.
void Endpoint::rest()
{
    halt();
    m_failingSince.reset();
}

void Endpoint::edit(std::shared_ptr<const settings::EndpointConfig> config)
{
    tell(ManualEvent{ManualAct::Edit});
    const auto before = std::exchange(m_config, std::move(config));
    const auto askedBefore = m_asked;
    fillIn();
    m_isLackTold = false;
    m_lastSuccessAt.reset();
    m_isPublic = scopeOf(*m_asked) == settings::HostScope::Public;
    m_answeredAt.reset();
    const bool isAnotherCommand = traitsOf(*m_config).runsHere && m_config->asked != before->asked;
    if (m_config->url() != before->url() || isAnotherCommand ||
        m_config->part<probe::ProxyOptions>() != before->part<probe::ProxyOptions>()) {
        m_peer = {};
        m_failingSince.reset();
    }
    if (m_config->paused || m_missing)
        rest();
    if (circuitSettings(*m_config) != circuitSettings(*before))
        m_circuit->setSettings(circuitSettings(*m_config));
    if (m_config->paused)
        prepare();
    else if (!m_missing)
        reconfigured(*askedBefore);
    advance();
}

void Endpoint::interrupt(GapCause cause, TimePoint resumeAt)
{
    m_notBefore = resumeAt;
    m_isLackTold = false; // once this is over there is that again
    if (!m_config->paused)
        interrupted(cause);
    refresh();
}

void Endpoint::release(TimePoint resumeAt)
{
    m_notBefore = resumeAt;
    refresh();
}

void Endpoint::tell(decltype(Event::what) what)
{
    m_observer.happened({m_services.clock.moment(), m_config->id, std::move(what)});
}

void Endpoint::refresh()
{
    tellTransitions();
    Verdict verdict = m_config->paused ? Verdict{.status = Status::Paused}
                      : m_missing      ? Verdict{} // what was known is old news
                                       : judge(circuitState());
    if (verdict.status != m_verdict.status) {
        m_statusSince = m_services.clock.moment();
        tell(StatusEvent{m_verdict.status, verdict.status, verdict.reasons});
    }
    m_verdict = std::move(verdict);
    m_observer.changed();
}

resilience::EffectiveState Endpoint::circuitState() const
{
    return m_circuit->effective();
}

bool Endpoint::rejectsCalls() const
{
    return resilience::rejects(circuitState());
}

std::optional<TimePoint> Endpoint::nextTrialAt() const
{
    return m_circuit->view().nextTrialAt;
}

void Endpoint::tellOfTheWay(const std::optional<probe::ProbeFailure> &failure)
{
    if (!m_isPublic)
        return;
    const Finding finding = findingOf(failure);
    const Nanoseconds interval = std::min<Nanoseconds>(m_config->interval, 24h);
    const bool answersOfLate = m_answeredAt && now() - *m_answeredAt <= 3 * interval + 1min;
    m_services.network.found(finding, m_config->url().host(), answersOfLate, now());
    if (finding == Finding::Answered)
        m_answeredAt = now();
}

void Endpoint::countSuccess(Nanoseconds latency)
{
    m_lastLatency = latency;
    m_lastSuccessAt = now();
    m_failingSince.reset();
    m_latencies.add(latency);
}

void Endpoint::countFailure(const probe::ProbeFailure &failure)
{
    m_lastFailure = failure;
    m_lastFailureAt = m_services.clock.moment();
    if (!m_failingSince)
        m_failingSince = m_lastFailureAt;
}

EndpointSnapshot Endpoint::snapshot() const
{
    EndpointSnapshot result;
    result.config = m_config;
    result.status = m_verdict.status;
    result.reasons = m_verdict.reasons;
    result.statusSince = m_statusSince;
    result.circuit = m_circuit->view();
    result.outage = m_outage;
    result.latency = m_lastLatency;
    const auto [p50, p95, p99] = m_latencies.percentiles({0.50, 0.95, 0.99});
    result.p50 = p50;
    result.p95 = p95;
    result.p99 = p99;
    result.lastFailure = m_lastFailure;
    result.lastFailureAt = m_lastFailureAt;
    result.failingSince = m_failingSince;
    result.nextDueAt = plannedWork();
    result.held = isHeld() && !m_config->paused;
    result.missing = m_config->paused ? nullptr : m_missing;
    fill(result);
    return result;
}

} // namespace fusebox::health
