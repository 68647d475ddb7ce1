// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QUrl>

#include "app/demo/web_socket_frames.h"
#include "app/demo/web_socket_talk.h"

namespace fusebox::demo {

/// Answers for a time, then says no more, not even a pong, while the connection stays.
[[nodiscard]] Talk silentTalk(resilience::Nanoseconds after);

/// A WebSocket server on 127.0.0.1 (port 0) that leads each connection through a talk. It speaks the protocol
/// by hand, as QWebSocket could neither lie nor leave a ping unanswered; the honest ones are WebSocketServer.
/// Thread: lives on one with an event loop.
class WebSocketLab final : public QObject
{
    Q_OBJECT

public:
    using TalkFor = std::function<Talk(int connection)>; ///< 1-based

    explicit WebSocketLab(TalkFor talkFor, QObject *parent = nullptr);
    explicit WebSocketLab(Talk talk, QObject *parent = nullptr);
    ~WebSocketLab() override;

    /// "ws://127.0.0.1:PORT/".
    [[nodiscard]] QUrl url() const;
    /// Connections accepted so far, and those not ended yet.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int openConnections() const;

Q_SIGNALS:
    /// A frame was read by step::Converse, or by step::Close while it waits for the peer's end.
    void frameReceived(const fusebox::demo::Frame &frame);

private:
    class Server;
    std::unique_ptr<Server> m_server;
};

} // namespace fusebox::demo
