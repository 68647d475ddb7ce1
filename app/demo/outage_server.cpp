// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/outage_server.h"

#include <QHostAddress>
#include <QTcpServer>

#include "app/demo/fault_session.h"

namespace fusebox::demo {

using std::chrono::ceil;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto listenAgain = 200ms;

} // namespace

class OutageServer::Server final : public QTcpServer
{
public:
    explicit Server(FaultServer::ScriptFor scriptFor)
        : m_scriptFor(std::move(scriptFor))
    {
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket;
        socket->setSocketDescriptor(descriptor);
        auto *session = new FaultSession(socket, m_scriptFor({.number = ++m_connections}), this);
        session->start();
    }

private:
    FaultServer::ScriptFor m_scriptFor;
    int m_connections = 0;
};

OutageServer::OutageServer(const Outage &outage, FaultServer::ScriptFor scriptFor, const QString &address,
                           QObject *parent)
    : QObject(parent)
    , m_outage(outage)
    , m_address(address)
    , m_server(std::make_unique<Server>(std::move(scriptFor)))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_server->isListening() ? goDown() : comeBack(); });
    if (!m_server->listen(QHostAddress(m_address)))
        qFatal("outage server: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
    m_timer.start(ceil<milliseconds>(m_outage.first));
}

OutageServer::~OutageServer() = default;

QUrl OutageServer::url() const
{
    return QUrl(u"http://%1:%2/"_s.arg(m_address).arg(m_port));
}

/// Connections already made are served to their end.
void OutageServer::goDown()
{
    m_server->close();
    m_timer.start(ceil<milliseconds>(m_outage.length));
}

void OutageServer::comeBack()
{
    // The system may have lent the port to somebody's outgoing connection meanwhile: then a little later.
    const bool back = m_server->listen(QHostAddress(m_address), m_port);
    m_timer.start(back ? ceil<milliseconds>(m_outage.every - m_outage.length) : listenAgain);
}

} // namespace fusebox::demo
