// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tcp/tcp_probe.h"

#include <algorithm>

#include <QTimerEvent>

#include "core/probe/contract/failure_detail.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr qsizetype maxReceived = TcpOptions::mostBytes;

} // namespace

void TcpProbe::transportOpened()
{
    if (asked().send.isEmpty())
        return sent();
    enter(Phase::Send);
    transport().send(asked().send);
}

void TcpProbe::transportSent()
{
    if (phase() == Phase::Send)
        sent();
}

void TcpProbe::sent()
{
    if (expectsBytes())
        enter(Phase::Wait);
    else if (transport().mayBeRefusedYet())
        hearOut();
    else
        succeed();
}

void TcpProbe::hearOut()
{
    enter(Phase::Wait);
    m_hearingOut.start(static_cast<int>(patience().count()), Qt::PreciseTimer, this);
    transport().finish();
}

/// A peer that refuses us does so one way after the handshake's end, which took two ways; one that goes on
/// in spite of our end will be told nothing by more time.
std::chrono::milliseconds TcpProbe::patience()
{
    using std::chrono::milliseconds;
    const auto handshake = watch().times()[Phase::Tls].value_or(resilience::Nanoseconds::zero());
    const auto left = watch().deadline() - clock().now();
    return std::chrono::ceil<milliseconds>(std::min(2 * handshake + milliseconds(50), left / 2));
}

void TcpProbe::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_hearingOut.timerId())
        return SocketProbe::timerEvent(event);
    m_hearingOut.stop();
    succeed();
}

void TcpProbe::transportReceived(QByteArrayView bytes)
{
    const qsizetype before = m_received.size();
    m_received.append(bytes.first(std::min(bytes.size(), maxReceived - before)));
    noteFirstBytes(m_received);
    if (!expectsBytes()) // what is waited for is that all of ours are on their way
        return;
    if (phase() != Phase::Transfer) {
        enter(Phase::Transfer);
        watch().liftDeadline();
    }
    if (hasFound(before))
        succeed();
    else if (m_received.size() == maxReceived)
        fail(resilience::Failure{.errorClass = ErrorClass::Assertion, .detail = "not in 65536 bytes"});
}

/// The bytes may begin in what was searched before and end in what is new.
bool TcpProbe::hasFound(qsizetype alreadySearched) const
{
    const QByteArray &expected = asked().expect;
    return m_received.indexOf(expected, std::max<qsizetype>(0, alreadySearched - expected.size() + 1)) >= 0;
}

/// What is no alert is no refusal: it may come of our own end.
void TcpProbe::transportFailed(const resilience::Failure &failure)
{
    if (m_hearingOut.isActive() && failure.errorClass == ErrorClass::Reset)
        return succeed();
    SocketProbe::transportFailed(failure);
}

void TcpProbe::transportEnded(Transport::StreamEnd)
{
    if (m_hearingOut.isActive())
        return succeed();
    fail(resilience::Failure{.errorClass = expectsBytes() ? ErrorClass::Assertion : ErrorClass::Reset,
                             .detail = endOfStream});
}

} // namespace fusebox::probe
