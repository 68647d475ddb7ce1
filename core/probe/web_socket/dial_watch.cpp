// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/dial_watch.h"

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
}

void DialWatch::begin()
{
    enter(Phase::Dns);
    const auto *transport = m_socket->findChild<QTcpSocket *>();
    const auto *tls = qobject_cast<const QSslSocket *>(transport);
    const auto follow = [this, tls](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::ConnectingState)
            enter(Phase::Connect);
        if (state == QAbstractSocket::ConnectedState)
            enter(tls ? Phase::Tls : Phase::Wait);
    };
    connect(transport, &QTcpSocket::stateChanged, this, follow);
    if (tls)
        connect(tls, &QSslSocket::encrypted, this, [this, tls] { checkPin(*tls); });
    follow(transport->state());
}

void DialWatch::enter(Phase phase)
{
    m_phase = phase;
    runFor(m_deadline, limitOf(phase, m_timeouts));
}

void DialWatch::checkPin(const QSslSocket &transport)
{
    enter(Phase::Wait);
    const TlsFacts shown = qtTlsFacts(transport, m_trust);
    if (meetsPin(shown, m_trust.pin))
        return;
    const TlsFailure failure = pinFailure(shown);
    ProbeFailure result{failure, Phase::Tls};
    result.tlsFault = failure.fault;
    Q_EMIT notPinned(result);
}

void DialWatch::keepFault(const QList<QSslError> &errors)
{
    if (!errors.isEmpty())
        m_tlsFault = tlsFaultOf(errors.front());
}

} // namespace fusebox::probe
