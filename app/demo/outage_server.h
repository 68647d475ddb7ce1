// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QTimer>
#include <QUrl>

#include "app/demo/fault_server.h"

namespace fusebox::demo {

/// When a server is down: `length` long, from `first` after its start on, and again each `every` (begin to
/// begin).
struct Outage
{
    resilience::Nanoseconds first{0};
    resilience::Nanoseconds length{0};
    resilience::Nanoseconds every{0}; ///< > length
};

/// An HTTP server on a loopback address (port 0) that goes down by a timetable: nobody listens on its port
/// then, and what connects is refused. It comes back on the same port. Thread: lives on one with an event
/// loop.
class OutageServer final : public QObject
{
    Q_OBJECT

public:
    OutageServer(const Outage &outage, FaultServer::ScriptFor scriptFor,
                 const QString &address = QStringLiteral("127.0.0.1"), QObject *parent = nullptr);
    ~OutageServer() override;

    /// "http://ADDRESS:PORT/", up or down.
    [[nodiscard]] QUrl url() const;

private:
    class Server;

    void goDown();
    void comeBack();

    Outage m_outage;
    QString m_address;
    std::unique_ptr<Server> m_server;
    quint16 m_port = 0; ///< the system's choice at first
    QTimer m_timer;     ///< to the next change
};

} // namespace fusebox::demo
