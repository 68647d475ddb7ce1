// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QUrl>

#include "core/resilience/time.h"

namespace fusebox::demo {

/// What a server does that keeps to the protocol. Pings are answered, and a close frame is.
struct Manners
{
    std::optional<resilience::Nanoseconds> messageEvery = {}; ///< none: no messages
    struct Leave
    {
        resilience::Nanoseconds after; ///< each connection's beginning
        int code;
        QString reason = {};
    };
    std::optional<Leave> leave = {};
};

/// A WebSocket server on 127.0.0.1 (port 0) that is honest: Qt's own, so that an implementation which is not
/// ours is at the other end. Those that lie are WebSocketLab. Thread: lives on one with an event loop.
class WebSocketServer final : public QObject
{
    Q_OBJECT

public:
    explicit WebSocketServer(const Manners &manners = {}, QObject *parent = nullptr);
    ~WebSocketServer() override;

    /// "ws://127.0.0.1:PORT/".
    [[nodiscard]] QUrl url() const;
    /// Connections accepted so far, and those not ended yet.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int openConnections() const;

Q_SIGNALS:
    void textReceived(const QString &message);
    /// A connection has ended, with this code in the peer's close frame, or none.
    void closed(int code);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::demo
