// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/timed/timed_probe.h"

#include <algorithm>

#include <QTimerEvent>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

Timeouts withTotal(Timeouts timeouts, resilience::Nanoseconds total)
{
    timeouts.total = total;
    return timeouts;
}

} // namespace

TimedProbe::TimedProbe(ProbeRequest request, const resilience::Clock &clock)
    : m_request(std::make_shared<const ProbeRequest>(std::move(request)))
    , m_clock(clock)
    , m_watch(clock, m_request->timeouts)
{
}

TimedProbe::TimedProbe(std::shared_ptr<const ProbeRequest> request, resilience::Nanoseconds total,
                       const resilience::Clock &clock)
    : m_request(std::move(request))
    , m_clock(clock)
    , m_watch(clock, withTotal(m_request->timeouts, total))
{
}

void TimedProbe::start()
{
    if (m_state != State::New)
        return;
    m_state = State::Starting;
    m_watch.start();
    begin();
    if (m_state == State::Starting)
        m_state = State::Running;
}

void TimedProbe::cancel()
{
    if (m_state == State::Running)
        fail(Failure{.errorClass = ErrorClass::Cancelled});
}

void TimedProbe::enter(Phase phase)
{
    m_watch.enter(phase);
    guard();
}

/// Silence while a name is looked up is that of its server.
void TimedProbe::fail(ProbeFailure failure)
{
    failure.phase = phase();
    if (failure.errorClass == ErrorClass::Timeout && failure.phase == Phase::Dns)
        failure.fault = DnsFault::TimedOut;
    end(failure);
}

void TimedProbe::noteFindings(const Transport::Findings &findings)
{
    m_result.nameWasKept = findings.nameWasKept;
    m_result.family = findings.family;
    m_result.address = findings.address;
    m_result.tls = findings.tls;
    if (!m_result.failure || isLack(*m_result.failure))
        return; // nobody's fault
    if (findings.dnsFault)
        m_result.failure->fault = *findings.dnsFault;
    if (findings.tlsFault)
        m_result.failure->fault = *findings.tlsFault;
    m_result.failure->proxyFault = findings.proxyFault;
}

void TimedProbe::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return Probe::timerEvent(event);
    m_timer.stop();
    if (m_clock.now() < m_watch.deadline())
        guard();
    else if (std::exchange(m_judged, m_watch.deadline()) != m_watch.deadline())
        readFirst();
    else
        fail(Failure{.errorClass = ErrorClass::Timeout, .timedOut = m_watch.scope()});
}

/// We may be the ones who are late: what lies in the sockets is read before a deadline is judged.
void TimedProbe::readFirst()
{
    m_timerDue = m_clock.now();
    m_timer.start(0, Qt::PreciseTimer, this);
}

void TimedProbe::end(const std::optional<ProbeFailure> &failure)
{
    if (m_state == State::Ended)
        return;
    const bool insideStart = std::exchange(m_state, State::Ended) == State::Starting;
    m_watch.stop();
    m_timer.stop();
    m_result.phases = m_watch.times();
    m_result.latency = m_result.phases.sum();
    m_result.failure = failure;
    close();
    // A refusal on loopback may come from inside connect(): finished() never comes from inside start().
    if (insideStart)
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(m_result); }, Qt::QueuedConnection);
    else
        Q_EMIT finished(m_result);
}

/// Makes the timer fire at the running deadline or before. A later deadline leaves it alone, and it is set
/// again when it fires: so most attempts set it once.
void TimedProbe::guard()
{
    const resilience::TimePoint due = m_watch.deadline();
    if (m_timer.isActive() && m_timerDue <= due)
        return;
    m_timerDue = due;
    m_timer.start(resilience::timerMilliseconds(due, m_clock.now()), Qt::PreciseTimer, this);
}

} // namespace fusebox::probe
