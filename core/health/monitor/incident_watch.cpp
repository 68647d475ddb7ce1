// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/incident_watch.h"

#include <utility>

namespace fusebox::health {

namespace {

/// Waiting for its turn and for the next attempt included.
TimePoint beginOf(const Event &event, const CheckEvent &check)
{
    if (check.trace.empty())
        return event.at.steady - check.latency;
    const resilience::TraceEntry &first = check.trace.front();
    return first.at - first.took;
}

bool isFailure(const CheckEvent &check)
{
    const bool isSo = check.outcome == CheckOutcome::Failure || check.outcome == CheckOutcome::Fallback;
    return isSo && check.attempts > 0 && check.failure;
}

bool isAnswer(const CheckEvent &check)
{
    return check.outcome == CheckOutcome::Success || check.outcome == CheckOutcome::Slow;
}

/// How many endpoints share each thing.
using Census = std::unordered_map<QString, IncidentDetector::Sharers>;

QString keyOf(const CommonCause &cause)
{
    return QChar(u'0' + static_cast<char16_t>(cause.kind)) + cause.name;
}

} // namespace

IncidentWatch::IncidentWatch(const EndpointServices &services, const EndpointRoster &roster,
                             EndpointObserver &observer)
    : m_services(services)
    , m_roster(roster)
    , m_observer(observer)
{
}

void IncidentWatch::follow(const Event &event)
{
    std::visit([&](const auto &what) { follow(event, what); }, event.what);
}

void IncidentWatch::follow(const Event &event, const CheckEvent &check)
{
    if (isFailure(check))
        failed(event, *check.failure, beginOf(event, check));
    else if (isAnswer(check))
        answered(event);
    else if (check.gap == GapCause::Offline)
        left(event);
}

void IncidentWatch::follow(const Event &event, const WebSocketEvent &change)
{
    if (change.gap)
        left(event);
    else if (change.change == WebSocketChange::Disconnected && change.failure)
        failed(event, *change.failure, event.at.steady);
    else if (change.change == WebSocketChange::Pong) // to have shaken hands alone is no answer
        answered(event);
}

void IncidentWatch::follow(const Event &event, const StatusEvent &status)
{
    if (status.to == Status::Paused)
        left(event);
}

/// Other settings are another question.
void IncidentWatch::follow(const Event &event, const ManualEvent &manual)
{
    if (manual.act == ManualAct::Edit || manual.act == ManualAct::Remove)
        left(event);
}

/// Told when all are held that are.
void IncidentWatch::follow(const Event &event, const GapEvent &gap)
{
    if (gap.cause != GapCause::Offline || gap.length)
        return;
    m_incidents.reset();
    m_roster.forEach([&](const Endpoint &endpoint) {
        if (endpoint.isHeld())
            m_detector.left(endpoint.config().id, event.at.steady);
    });
}

void IncidentWatch::failed(const Event &event, const probe::ProbeFailure &failure, TimePoint since)
{
    const Endpoint *endpoint = m_roster.find(event.endpoint);
    if (!endpoint)
        return;
    m_incidents.reset();
    // Until it was forgotten, a name that nobody could look up any more went on to work.
    const Nanoseconds kept = failure.phase == probe::Phase::Dns
                                 ? endpoint->config().part<probe::NameOptions>().keepFor
                                 : Nanoseconds(0);
    const TimePoint lastSuccess = endpoint->lastSuccessAt().value_or(TimePoint::min() + kept);
    m_detector.failed({.endpoint = event.endpoint,
                       .causes = causesOf(failure, endpoint->config(), endpoint->peer(), nameServers()),
                       .notBefore = lastSuccess - kept,
                       .at = since,
                       .seen = event.at,
                       .error = failure.errorClass});
}

void IncidentWatch::answered(const Event &event)
{
    if (!m_detector.knows(event.endpoint))
        return;
    m_incidents.reset();
    m_detector.answered(event.endpoint, event.at.steady);
}

void IncidentWatch::left(const Event &event)
{
    m_incidents.reset();
    m_detector.left(event.endpoint, event.at.steady);
}

void IncidentWatch::advance()
{
    for (IncidentEvent &news : m_detector.advance(m_services.clock.now(), sharing())) {
        m_incidents.reset();
        m_observer.happened({m_services.clock.moment(), {}, std::move(news)});
    }
}

/// All endpoints are gone through once, and only when somebody asks.
IncidentDetector::Sharing IncidentWatch::sharing() const
{
    return [this, census = std::shared_ptr<Census>()](const CommonCause &cause) mutable {
        if (!census) {
            census = std::make_shared<Census>();
            m_roster.forEach([&, servers = nameServers()](const Endpoint &endpoint) {
                if (endpoint.config().paused || endpoint.isHeld())
                    return;
                for (const CommonCause &tie : tiesOf(endpoint.config(), endpoint.peer(), servers)) {
                    auto &sharers = (*census)[keyOf(tie)];
                    ++sharers.all;
                    sharers.answering += m_detector.knows(endpoint.config().id) ? 0 : 1;
                }
            });
        }
        return (*census)[keyOf(cause)];
    };
}

QString IncidentWatch::nameServers() const
{
    return m_services.probes.nameServers().join(QStringLiteral(", "));
}

std::shared_ptr<const std::vector<Incident>> IncidentWatch::incidents()
{
    if (!m_incidents)
        m_incidents = std::make_shared<const std::vector<Incident>>(m_detector.incidents());
    return m_incidents;
}

} // namespace fusebox::health
