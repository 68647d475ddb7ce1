// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/web_socket_lab.h"

#include <QTcpServer>

#include "app/demo/web_socket_session.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;

class WebSocketLab::Server final : public QTcpServer
{
public:
    Server(WebSocketLab *lab, TalkFor talkFor)
        : m_lab(lab)
        , m_talkFor(std::move(talkFor))
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("WebSocket lab: %s", qPrintable(errorString()));
    }

    int connections = 0;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket;
        socket->setSocketDescriptor(descriptor);
        auto *session = new WebSocketSession(socket, m_talkFor(++connections), this);
        connect(session, &WebSocketSession::frameReceived, m_lab, &WebSocketLab::frameReceived);
        session->start();
    }

private:
    WebSocketLab *m_lab;
    TalkFor m_talkFor;
};

Talk silentTalk(resilience::Nanoseconds after)
{
    return {step::Upgrade{}, step::Converse{.length = after}, step::StaySilent{}};
}

WebSocketLab::WebSocketLab(TalkFor talkFor, QObject *parent)
    : QObject(parent)
    , m_server(std::make_unique<Server>(this, std::move(talkFor)))
{
}

WebSocketLab::WebSocketLab(Talk talk, QObject *parent)
    : WebSocketLab([talk = std::move(talk)](int) { return talk; }, parent)
{
}

WebSocketLab::~WebSocketLab() = default;

QUrl WebSocketLab::url() const
{
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_server->serverPort()));
}

int WebSocketLab::connections() const
{
    return m_server->connections;
}

int WebSocketLab::openConnections() const
{
    return static_cast<int>(m_server->findChildren<WebSocketSession *>().size());
}

} // namespace fusebox::demo
