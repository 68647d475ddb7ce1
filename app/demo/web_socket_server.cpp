// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/web_socket_server.h"

#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

namespace fusebox::demo {

using namespace Qt::StringLiterals;
using std::chrono::ceil;
using std::chrono::milliseconds;

class WebSocketServer::Private
{
public:
    Private(WebSocketServer *owner, const Manners &manners);

    void accept();

    QWebSocketServer listener{{}, QWebSocketServer::NonSecureMode};
    int connections = 0;
    int open = 0;

private:
    void speak(QWebSocket *socket) const;
    void leave(QWebSocket *socket) const;

    WebSocketServer *const m_owner;
    const Manners m_manners;
};

WebSocketServer::Private::Private(WebSocketServer *owner, const Manners &manners)
    : m_owner(owner)
    , m_manners(manners)
{
    if (!listener.listen(QHostAddress::LocalHost))
        qFatal("WebSocket server: %s", qPrintable(listener.errorString()));
}

void WebSocketServer::Private::accept()
{
    QWebSocket *socket = listener.nextPendingConnection();
    socket->setParent(&listener);
    ++connections;
    ++open;
    connect(socket, &QWebSocket::textMessageReceived, m_owner, &WebSocketServer::textReceived);
    connect(socket, &QWebSocket::disconnected, m_owner, [this, socket] {
        --open;
        socket->deleteLater();
        Q_EMIT m_owner->closed(socket->closeCode());
    });
    speak(socket);
    leave(socket);
}

void WebSocketServer::Private::speak(QWebSocket *socket) const
{
    if (!m_manners.messageEvery)
        return;
    auto *timer = new QTimer(socket);
    connect(timer, &QTimer::timeout, socket,
            [socket, count = 0]() mutable { socket->sendTextMessage(u"{\"tick\":%1}"_s.arg(++count)); });
    timer->start(ceil<milliseconds>(*m_manners.messageEvery));
}

/// Codes that Qt has no name for are sent as well.
void WebSocketServer::Private::leave(QWebSocket *socket) const
{
    if (!m_manners.leave)
        return;
    const auto code = static_cast<QWebSocketProtocol::CloseCode>(m_manners.leave->code);
    QTimer::singleShot(ceil<milliseconds>(m_manners.leave->after), Qt::PreciseTimer, socket,
                       [socket, code, reason = m_manners.leave->reason] { socket->close(code, reason); });
}

WebSocketServer::WebSocketServer(const Manners &manners, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, manners))
{
    connect(&d->listener, &QWebSocketServer::newConnection, this, [this] { d->accept(); });
}

WebSocketServer::~WebSocketServer()
{
    d->listener.disconnect(this);
    for (QWebSocket *socket : d->listener.findChildren<QWebSocket *>())
        socket->disconnect(this);
}

QUrl WebSocketServer::url() const
{
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(d->listener.serverPort()));
}

int WebSocketServer::connections() const
{
    return d->connections;
}

int WebSocketServer::openConnections() const
{
    return d->open;
}

} // namespace fusebox::demo
