// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <unordered_map>

#include <QObject>

#include "core/probe/web_socket/web_socket_thread.h"

namespace fusebox::health {

/// Gives each WebSocket attempt an id of its own and brings its events to who opened it. After close() or the
/// link's end nothing of it arrives any more: an old connection can touch no new one. Thread: the monitor's.
class LinkRouter final : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const probe::LinkEvent &)>;

    explicit LinkRouter(probe::WebSocketDialler &dialler);

    [[nodiscard]] probe::LinkId open(const probe::WebSocketRequest &request, Handler handler);
    void close(probe::LinkId id);
    void send(probe::LinkId id, const QString &message) { m_dialler.send(id, message); }

private:
    void route(probe::LinkId id, const probe::LinkEvent &event);

    probe::WebSocketDialler &m_dialler;
    std::unordered_map<probe::LinkId, Handler> m_handlers;
    probe::LinkId m_last = 0;
};

} // namespace fusebox::health
