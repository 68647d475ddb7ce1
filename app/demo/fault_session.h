// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include "app/demo/fault_script.h"

namespace fusebox::demo {

/// Leads one connection through its script. Deletes itself when the connection has ended. Owns the socket.
class FaultSession final : public QObject
{
    Q_OBJECT

public:
    FaultSession(QTcpSocket *socket, Script script, QObject *parent);

    /// The connection is ready (over TLS: encrypted): take the first step.
    void start();

Q_SIGNALS:
    /// A request was read to the end of its headers.
    void requestRead(const QByteArray &head);

private:
    enum class Progress { Done, Waiting };

    void advance();
    void receive();
    Progress take(const step::ReadRequest &);
    Progress take(const step::ReadUntil &until);
    Progress take(const step::Send &send);
    Progress take(const step::Respond &respond);
    Progress take(const step::SendForever &send);
    Progress take(const step::Pause &pause);
    Progress take(const step::Deafen &);
    Progress take(const step::StaySilent &) { return Progress::Waiting; }
    Progress take(const step::Close &);
    Progress take(const step::Truncate &);
    Progress take(const step::Reset &);

    [[nodiscard]] bool flushed();
    void wait(resilience::Nanoseconds length);
    void sendFin();

    QTcpSocket *m_socket;
    Script m_script;
    std::size_t m_position = 0;
    qsizetype m_progress =
        0; ///< within the current step: bytes sent, or whether a pause or closing has begun
    QByteArray m_received;
    QByteArray m_request; ///< the head of the last one read
    QTimer m_timer;
};

} // namespace fusebox::demo
