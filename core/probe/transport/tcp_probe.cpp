// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/tcp_probe.h"

#include <algorithm>

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr qsizetype maxReceived = 64 * 1024;

} // namespace

void TcpProbe::transportOpened()
{
    if (request().tcp.send.isEmpty())
        return sent();
    enter(Phase::Send);
    transport().send(request().tcp.send);
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
    else
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
    const QByteArray &expected = request().tcp.expect;
    return m_received.indexOf(expected, std::max<qsizetype>(0, alreadySearched - expected.size() + 1)) >= 0;
}

void TcpProbe::transportEnded(Transport::StreamEnd)
{
    fail(resilience::Failure{.errorClass = expectsBytes() ? ErrorClass::Assertion : ErrorClass::Reset,
                             .detail = "end of stream"});
}

} // namespace fusebox::probe
