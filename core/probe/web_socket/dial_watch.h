// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "core/probe/probe.h"
#include "core/probe/tls/trust_profile.h"
#include "core/probe/web_socket/upgrade_answer.h"

class QSslError;
class QSslSocket;
class QTcpSocket;
class QWebSocket;

namespace fusebox::probe {

/// Follows a QWebSocket while it is dialled: how far it has come, whether that takes too long, whether the
/// peer is the one that is pinned, and what it answers. QWebSocket tells of the handshake's end alone; its
/// socket knows the rest: a QIODevice in a transaction keeps what is read from it. Not needed once connected.
class DialWatch final : public QObject
{
    Q_OBJECT

public:
    /// Before any other that listens to the socket's connected(): by then it has let go of its transaction.
    DialWatch(QWebSocket *socket, const Timeouts &timeouts, const TrustProfile &trust);

    /// Once the socket has been told to open.
    void begin();
    /// Connected: no more deadlines.
    void end() { m_deadline.stop(); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    /// What there is against the peer's certificate.
    [[nodiscard]] std::optional<TlsFault> tlsFault() const { return m_tlsFault; }
    /// What it has shown of itself, where there is something against it.
    [[nodiscard]] const std::optional<TlsFacts> &tlsFacts() const { return m_tlsFacts; }
    /// Once the socket is connected, or has told of an error; none if the answer's head had not come whole.
    [[nodiscard]] std::optional<UpgradeAnswer> takeAnswer();

Q_SIGNALS:
    /// The phase has taken longer than it may.
    void overdue();
    /// Another peer than the one that is pinned. The request, with its credentials, has not left yet, and
    /// does not if the socket is aborted from here.
    void notPinned(const fusebox::probe::ProbeFailure &failure);

private:
    void enter(Phase phase);
    void awaitAnswer();
    void keepAnswer();
    void checkPin(const QSslSocket &transport);
    void keepFault(const QList<QSslError> &errors);

    QWebSocket *const m_socket; ///< parent
    const Timeouts m_timeouts;
    const TrustProfile m_trust;
    QTcpSocket *m_transport = nullptr; ///< of the socket, from begin() until the answer is taken
    Phase m_phase = Phase::Dns;
    std::optional<UpgradeAnswer> m_answer;
    std::optional<TlsFault> m_tlsFault;
    std::optional<TlsFacts> m_tlsFacts;
    QTimer m_deadline; ///< of the phase
};

} // namespace fusebox::probe
