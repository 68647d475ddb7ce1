// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include <QObject>

#include "core/probe/transport/network.h"
#include "core/probe/web_socket/link_events.h"
#include "core/probe/web_socket/web_socket_request.h"

namespace fusebox::probe {

class StallWatch;

/// Names one attempt at a WebSocket; never used again, so a late event of an old link can touch no new one.
using LinkId = std::uint64_t;

/// One WebSocket, dialled once over a transport of its own, pinged, and watched until it ends. It never
/// redials: who decides that (the session) lives elsewhere. Every deadline is its own: connect and handshake,
/// pong, close. The first ping goes out at once, each further one pingInterval after the last (the second one
/// pingOffset sooner), but not before that one's pong. Once connected it sends the greeting. In one turn of
/// the event loop it reads once and takes in a bounded number of frames, so that a flood from one peer does
/// not keep the others waiting. Thread: that of the network, which outlives
/// the link, and so do the stalls.
class WebSocketLink final : public QObject
{
    Q_OBJECT

public:
    WebSocketLink(const WebSocketRequest &request, const Network &network, const StallWatch &stalls,
                  QObject *parent = nullptr);
    /// Drops the connection, without an event.
    ~WebSocketLink() override;

    /// Once.
    void open();
    /// Closes politely; ends with LinkClosed at the latest after closeTimeout.
    void close();
    /// As one text message; LinkSent says what became of it, unless the link has ended.
    void send(const QString &message);

Q_SIGNALS:
    /// Never from inside open() or close(). The link may be deleted later from it.
    void happened(const fusebox::probe::LinkEvent &event);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::probe
