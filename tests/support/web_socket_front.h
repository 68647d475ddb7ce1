// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QWebSocket>
#include <QWebSocketServer>

#include "app/demo/fault_server.h"
#include "tests/support/server_process.h"

namespace fusebox::testing {

/// Qt's own, which says back what it is told (but for U+FEFF at the beginning); what stands in front of it is
/// the matter here.
class Backend
{
public:
    Backend()
        : m_server({}, QWebSocketServer::NonSecureMode)
    {
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] { accept(); });
        start();
    }

    void start() { m_server.listen(QHostAddress::LocalHost, m_port); }
    /// Nobody is there any more: not even those that were connected.
    void stop()
    {
        m_port = m_server.serverPort();
        m_server.close();
        m_sockets.clear();
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QWebSocket &socket() const { return *m_sockets.back(); }

private:
    void accept()
    {
        m_sockets.emplace_back(m_server.nextPendingConnection());
        QWebSocket *socket = m_sockets.back().get();
        QObject::connect(socket, &QWebSocket::textMessageReceived, socket, &QWebSocket::sendTextMessage);
    }

    QWebSocketServer m_server;
    quint16 m_port = 0; ///< of the first time
    std::vector<std::unique_ptr<QWebSocket>> m_sockets;
};

/// What stands in front of a backend.
struct Front
{
    Server server;
    bool tls = false;
    bool passesUpgrades = true;
};

/// Starts it. Its certificate and key are `identity`.
[[nodiscard]] bool startFront(ServerProcess &process, const Front &front, quint16 backend,
                              const demo::ServerIdentity &identity);

} // namespace fusebox::testing
