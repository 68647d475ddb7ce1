// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include "app/demo/deaf_listener.h"
#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"
#include "core/health/values/clock.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/resolver.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/support/test_proxy.h"

namespace fusebox::testing::links {

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::Frame;
using demo::OpCode;
using demo::Talk;
using demo::WebSocketLab;
using demo::WebSocketServer;
using resilience::ErrorClass;
namespace step = demo::step;
using Answers = std::vector<KeepaliveAnswer>;

/// Each reading is a millisecond after the one before: what was measured tells how often the clock was read.
class TickingClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override { return m_now += 1ms; }

private:
    mutable resilience::TimePoint m_now{1h};
};

inline const health::SystemClock systemClock{};

inline WebSocketRequest requestTo(const QUrl &url)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, 30s, 30s},
            .pingInterval = 30s,
            .pongTimeout = 30s,
            .closeTimeout = 30s};
}

/// Too long a name for the system's resolver to ask anyone for.
inline QString unfindable()
{
    return (QString(60, u'a') + u'.').repeated(5) + u"test"_s;
}

/// Gives the same answer to whatever is asked, or none.
class Names final : public Resolver
{
public:
    std::optional<Answer> answer = tl::unexpected(failureOf(DnsFault::NoSuchName));
    std::optional<QList<QHostAddress>> keptAnswer = {};

    [[nodiscard]] std::optional<QList<QHostAddress>> kept(const QString &, const NameOptions &) override
    {
        return keptAnswer;
    }

    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &, const NameOptions &,
                                                  Callback callback) override
    {
        auto lookup = std::make_unique<Asked>();
        if (answer)
            QTimer::singleShot(0, &lookup->context, [this, callback] { callback(*answer); });
        return lookup;
    }

private:
    struct Asked final : Lookup
    {
        QObject context;
    };
};

/// A link with what it has said.
class Watched
{
public:
    explicit Watched(const WebSocketRequest &request)
        : Watched(request, systemClock)
    {
    }
    Watched(const WebSocketRequest &request, const resilience::Clock &clock)
        : stalls(clock)
        , link(request, {clock, names, m_tls}, stalls)
    {
        QObject::connect(&link, &WebSocketLink::happened, &link,
                         [this](const LinkEvent &event) { events.push_back(event); });
    }

    template <typename Event>
    [[nodiscard]] qsizetype count() const
    {
        return std::ranges::count_if(events, [](const auto &e) { return std::holds_alternative<Event>(e); });
    }
    template <typename Event>
    [[nodiscard]] const Event &last() const
    {
        return std::get<Event>(*std::ranges::find_if(
            events.rbegin(), events.rend(), [](const auto &e) { return std::holds_alternative<Event>(e); }));
    }
    [[nodiscard]] qint64 messages() const
    {
        qint64 count = 0;
        for (const auto &event : events) {
            if (const auto *told = std::get_if<LinkMessages>(&event))
                count += told->count;
        }
        return count;
    }
    [[nodiscard]] bool hasEnded() const
    {
        return !events.empty() && std::holds_alternative<LinkClosed>(events.back());
    }

private:
    TlsContexts m_tls;

public:
    Names names;
    StallWatch stalls;
    WebSocketLink link;
    std::vector<LinkEvent> events;
};

inline QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

inline Talk sends(const QByteArray &bytes)
{
    return {step::Upgrade{}, step::Send{bytes}, step::StaySilent{}};
}

/// Qt's own server, over TLS: says goodbye at once with 1013.
class SecureServer
{
public:
    explicit SecureServer(const demo::ServerIdentity &identity, const QByteArray &clientAuthority = {})
        : m_server({}, QWebSocketServer::SecureMode)
    {
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificateChain(QSslCertificate::fromData(identity.certificate));
        configuration.setPrivateKey(QSslKey(identity.privateKey, QSsl::Ec));
        configuration.setPeerVerifyMode(clientAuthority.isEmpty() ? QSslSocket::VerifyNone
                                                                  : QSslSocket::VerifyPeer);
        configuration.setCaCertificates(QSslCertificate::fromData(clientAuthority));
        m_server.setSslConfiguration(configuration);
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            std::unique_ptr<QWebSocket> socket(m_server.nextPendingConnection());
            socket->sendTextMessage(u"hello"_s);
            socket->close(static_cast<QWebSocketProtocol::CloseCode>(1013), u"later"_s);
            m_sockets.push_back(std::move(socket));
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"wss://127.0.0.1:%1/"_s.arg(m_server.serverPort())); }

private:
    QWebSocketServer m_server;
    std::vector<std::unique_ptr<QWebSocket>> m_sockets;
};

inline QString fingerprintOf(const demo::ServerIdentity &identity)
{
    return QString::fromLatin1(
        QSslCertificate(identity.certificate).digest(QCryptographicHash::Sha256).toHex());
}

/// What a server answers that chooses a subprotocol, or says more than that.
inline Talk upgradesWith(const QByteArray &fields)
{
    return {step::Upgrade{fields}, step::Converse{}};
}

inline KeepaliveAnswer answersEqual(const QByteArray &message, const QString &send)
{
    return {KeepaliveAnswer::Kind::Equals, message, send};
}

inline KeepaliveAnswer answersMatching(const QByteArray &pattern, const QString &send)
{
    return {KeepaliveAnswer::Kind::Matches, pattern, send};
}

inline QByteArray text(const QByteArray &message)
{
    return demo::encode({OpCode::Text, message});
}

/// Runs what is queued, so that an event too many would be seen.
inline void settle()
{
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace fusebox::testing::links
