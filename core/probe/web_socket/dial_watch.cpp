// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/dial_watch.h"

#include <utility>

#include <QSslSocket>
#include <QWebSocket>

#include "core/probe/tls/qt_trust.h"
#include "core/probe/tls/tls_errors.h"
#include "core/probe/web_socket/link_timer.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

namespace {

resilience::Nanoseconds limitOf(Phase phase, const Timeouts &timeouts)
{
    switch (phase) {
    case Phase::Dns: return timeouts.dns;
    case Phase::Connect: return timeouts.connect;
    case Phase::Tls: return timeouts.tls;
    default: return timeouts.firstByte;
    }
}

} // namespace

DialWatch::DialWatch(QWebSocket *socket, const Timeouts &timeouts, const TrustProfile &trust)
    : QObject(socket)
    , m_socket(socket)
    , m_timeouts(timeouts)
    , m_trust(trust)
{
    connect(&m_deadline, &QTimer::timeout, this, &DialWatch::overdue);
    connect(socket, &QWebSocket::sslErrors, this, &DialWatch::keepFault);
    connect(socket, &QWebSocket::connected, this, &DialWatch::keepAnswer);
}

void DialWatch::begin()
{
    enter(Phase::Dns);
    m_transport = m_socket->findChild<QTcpSocket *>();
    const auto *tls = qobject_cast<const QSslSocket *>(m_transport);
    const auto follow = [this, tls](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::ConnectingState)
            enter(Phase::Connect);
        if (state == QAbstractSocket::ConnectedState)
            tls ? enter(Phase::Tls) : awaitAnswer();
    };
    connect(m_transport, &QTcpSocket::stateChanged, this, follow);
    if (tls)
        connect(tls, &QSslSocket::encrypted, this, [this, tls] { checkPin(*tls); });
    follow(m_transport->state());
}

void DialWatch::enter(Phase phase)
{
    m_phase = phase;
    runFor(m_deadline, limitOf(phase, m_timeouts));
}

void DialWatch::awaitAnswer()
{
    enter(Phase::Wait);
    m_transport->startTransaction();
}

/// Takes what the socket has read of it out of the transaction, and leaves what follows. Once: the next
/// transaction is another's.
void DialWatch::keepAnswer()
{
    auto *transport = std::exchange(m_transport, nullptr);
    if (!transport || !transport->isTransactionStarted())
        return;
    const qint64 unread = transport->bytesAvailable();
    transport->rollbackTransaction();
    m_answer = readUpgradeAnswer(transport->read(transport->bytesAvailable() - unread));
}

std::optional<UpgradeAnswer> DialWatch::takeAnswer()
{
    keepAnswer();
    return std::exchange(m_answer, std::nullopt);
}

void DialWatch::checkPin(const QSslSocket &transport)
{
    awaitAnswer();
    const TlsFacts shown = qtTlsFacts(transport, m_trust);
    if (meetsPin(shown, m_trust.pin))
        return;
    m_tlsFacts = shown;
    const TlsFailure failure = pinFailure(shown);
    ProbeFailure result{failure, Phase::Tls};
    result.tlsFault = failure.fault;
    Q_EMIT notPinned(result);
}

void DialWatch::keepFault(const QList<QSslError> &errors)
{
    if (errors.isEmpty())
        return;
    m_tlsFault = tlsFaultOf(errors.front());
    if (const auto *tls = qobject_cast<const QSslSocket *>(m_transport))
        m_tlsFacts = qtTlsFacts(*tls, m_trust);
}

} // namespace fusebox::probe
