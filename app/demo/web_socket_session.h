// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include "app/demo/web_socket_frames.h"
#include "app/demo/web_socket_talk.h"

namespace fusebox::demo {

/// Leads one connection through its talk. Deletes itself when the connection has ended. Owns the socket.
class WebSocketSession final : public QObject
{
    Q_OBJECT

public:
    WebSocketSession(QTcpSocket *socket, Talk talk, QObject *parent);

    void start();

Q_SIGNALS:
    void frameReceived(const fusebox::demo::Frame &frame);

private:
    enum class Progress { Done, Waiting };

    void advance();
    void receive();
    Progress take(const step::Upgrade &upgrade);
    Progress take(const step::Converse &converse);
    Progress take(const step::Deafen &);
    Progress take(const step::Send &send);
    Progress take(const step::Pause &pause);
    Progress take(const step::StaySilent &);
    Progress take(const step::Close &);
    Progress take(const step::Reset &);

    void begin(const step::Converse &converse);
    void answer(const Frame &frame, bool answersPings);
    void sendMessage();
    void send(const Frame &frame);
    [[nodiscard]] bool flushed();

    QTcpSocket *m_socket;
    Talk m_talk;
    std::size_t m_position = 0;
    bool m_begun = false; ///< the current step
    int m_messages = 0;
    QByteArray m_received;
    QTimer m_end;     ///< of a conversation, or a pause
    QTimer m_message; ///< the next one
};

} // namespace fusebox::demo
