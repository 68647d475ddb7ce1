// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/socket_probe.h"

#include <algorithm>
#include <limits>

#include <QTimerEvent>

namespace fusebox::probe {

using resilience::ErrorClass;
using std::chrono::milliseconds;

namespace {

Transport::Target targetOf(const ProbeRequest &request)
{
    const bool tls = request.url.scheme() == u"https";
    return {.host = request.url.host(QUrl::FullyEncoded),
            .port = static_cast<quint16>(request.url.port(tls ? 443 : 80)),
            .trust = tls ? std::optional(request.trust) : std::nullopt,
            .names = request.names};
}

std::optional<DnsFault> dnsFaultOf(const resilience::Failure &failure, Phase phase,
                                   const Transport::Path &path)
{
    const bool isSilence = failure.errorClass == ErrorClass::Timeout && phase == Phase::Dns;
    return isSilence ? DnsFault::TimedOut : path.dnsFault;
}

} // namespace

SocketProbe::SocketProbe(const ProbeRequest &request, const Network &network)
    : m_request(request)
    , m_clock(network.clock)
    , m_watch(network.clock, request.timeouts)
    , m_transport(network, *this)
{
}

void SocketProbe::start()
{
    if (m_state != State::New)
        return;
    m_state = State::Starting;
    m_watch.start();
    m_transport.open(targetOf(m_request));
    if (m_state == State::Starting)
        m_state = State::Running;
}

void SocketProbe::cancel()
{
    if (m_state == State::Running)
        end(resilience::Failure{.errorClass = ErrorClass::Cancelled});
}

void SocketProbe::enter(Phase phase)
{
    m_watch.enter(phase);
    guard();
}

void SocketProbe::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return Probe::timerEvent(event);
    m_timer.stop();
    if (m_clock.now() >= m_watch.deadline())
        end(resilience::Failure{.errorClass = ErrorClass::Timeout});
    else
        guard();
}

void SocketProbe::end(const std::optional<resilience::Failure> &failure)
{
    if (m_state == State::Ended)
        return;
    const bool insideStart = std::exchange(m_state, State::Ended) == State::Starting;
    m_watch.stop();
    m_timer.stop();
    m_transport.close();
    m_result.phases = m_watch.times();
    m_result.latency = m_result.phases.sum();
    const Transport::Path &path = m_transport.path();
    m_result.nameWasKept = path.nameWasKept;
    m_result.family = path.family;
    if (failure)
        m_result.failure =
            ProbeFailure{*failure, m_watch.phase(), dnsFaultOf(*failure, m_watch.phase(), path)};
    // A refusal on loopback may come from inside connect(): finished() never comes from inside start().
    if (insideStart)
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(m_result); }, Qt::QueuedConnection);
    else
        Q_EMIT finished(m_result);
}

/// Makes the timer fire at the running deadline or before. A later deadline leaves it alone, and it is set
/// again when it fires: so most attempts set it once.
void SocketProbe::guard()
{
    const resilience::TimePoint due = m_watch.deadline();
    if (m_timer.isActive() && m_timerDue <= due)
        return;
    constexpr milliseconds longest(std::numeric_limits<int>::max()); // 24 days
    const auto left = std::chrono::ceil<milliseconds>(due - m_clock.now());
    m_timerDue = due;
    m_timer.start(static_cast<int>(std::clamp(left, milliseconds(0), longest).count()), Qt::PreciseTimer,
                  this);
}

} // namespace fusebox::probe
