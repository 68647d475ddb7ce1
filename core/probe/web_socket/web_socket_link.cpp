// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_link.h"

#include <utility>

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QWebSocket>

#include "core/probe/failure_detail.h"
#include "core/probe/http/http_secrets.h"
#include "core/probe/names/resolver.h"
#include "core/probe/tls/qt_trust.h"
#include "core/probe/web_socket/dial_watch.h"
#include "core/probe/web_socket/frame_watch.h"
#include "core/probe/web_socket/link_socket.h"
#include "core/probe/web_socket/link_timer.h"
#include "core/probe/web_socket/ping_keeper.h"
#include "core/probe/web_socket/upgrade_request.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Nanoseconds;
using resilience::TimePoint;

namespace {

constexpr qint64 maxUnsentBytes = 1024 * 1024; // of a peer that takes no messages in

ProbeFailure failureIn(Phase phase, const resilience::Failure &failure)
{
    return {failure, phase};
}

ProbeFailure failureIn(Phase phase, const HttpFailure &failure)
{
    return {failure, phase, failure.fault};
}

struct Idle
{
};
struct Dialling
{
    TimePoint since;
};
struct AskingWhy ///< the name servers, since QWebSocket does not say what is wrong with a name
{
    std::unique_ptr<Resolver::Lookup> question;
    ProbeFailure failure; ///< as far as is known
};
struct Connected
{
};
struct Closing
{
    LinkClosed ending;
};
struct Ended
{
};
using State = std::variant<Idle, Dialling, AskingWhy, Connected, Closing, Ended>;

} // namespace

class WebSocketLink::Private
{
public:
    Private(WebSocketLink *link, const WebSocketRequest &request, const resilience::Clock &clock,
            Resolver &names);
    ~Private();

    void open();
    void close();
    void send(const QString &message);

private:
    void listen();
    void dial();
    tl::expected<UpgradeRequest, ProbeFailure> prepare();
    void onConnected();
    void onMessage(const QByteArray &message);
    void onCloseFrame(const CloseFrame &frame);
    void onFault(WebSocketFault fault);
    void onAboutToClose();
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void onDeadline();

    template <typename S>
    [[nodiscard]] bool is() const
    {
        return std::holds_alternative<S>(m_state);
    }
    [[nodiscard]] bool isConnected() const { return is<Connected>(); }
    [[nodiscard]] std::optional<TlsFacts> tlsFacts() const;
    [[nodiscard]] ProbeFailure failureOf(QAbstractSocket::SocketError error, Phase phase) const;
    [[nodiscard]] ProbeFailure dialFailure(QAbstractSocket::SocketError error);
    [[nodiscard]] ProbeFailure overdueFailure() const;
    [[nodiscard]] bool isProxied() const { return m_request.proxy.kind != ProxyKind::None; }
    void askWhy(const ProbeFailure &failure);
    void leave(const LinkClosed &ending);
    void finish(LinkClosed ending);
    void hideSecrets(LinkClosed &ending) const;
    QWebSocket *dropSocket();

    WebSocketLink *const m_link;
    const WebSocketRequest m_request;
    const resilience::Clock &m_clock;
    Resolver &m_names;
    QWebSocket *m_socket;      // null once ended; child of the link
    DialWatch *m_dial;         // while dialling; child of the socket
    PingKeeper *const m_pings; // child of the socket
    QTimer m_timer;            // the deadline of the state
    MessageIntake m_intake;
    State m_state;
};

WebSocketLink::Private::Private(WebSocketLink *link, const WebSocketRequest &request,
                                const resilience::Clock &clock, Resolver &names)
    : m_link(link)
    , m_request(request)
    , m_clock(clock)
    , m_names(names)
    , m_socket(makeLinkSocket(request.proxy, request.options, link))
    , m_dial(new DialWatch(m_socket, request.timeouts, request.trust))
    , m_pings(
          new PingKeeper(m_socket, {request.pingInterval, request.pingOffset, request.pongTimeout}, clock))
    , m_intake(clock)
{
    listen();
}

WebSocketLink::Private::~Private()
{
    dropSocket();
}

void WebSocketLink::Private::listen()
{
    const auto *watch = new FrameWatch(m_socket, m_clock);
    connect(&m_timer, &QTimer::timeout, m_link, [this] { onDeadline(); });
    connect(m_dial, &DialWatch::overdue, m_link, [this] { onDeadline(); });
    connect(m_dial, &DialWatch::notPinned, m_link,
            [this](const ProbeFailure &failure) { finish({.failure = failure, .tls = m_dial->tlsFacts()}); });
    connect(&m_intake, &MessageIntake::messages, m_link,
            [this](const LinkMessages &messages) { Q_EMIT m_link->event(messages); });
    connect(&m_intake, &MessageIntake::overdue, m_link,
            [this] { onFault(WebSocketFault::NoExpectedMessage); });
    connect(watch, &FrameWatch::closeFrame, m_link, [this](const CloseFrame &frame) { onCloseFrame(frame); });
    connect(watch, &FrameWatch::fault, m_link, [this](WebSocketFault fault) { onFault(fault); });
    connect(m_socket, &QWebSocket::connected, m_link, [this] { onConnected(); });
    connect(m_pings, &PingKeeper::pong, m_link,
            [this](Nanoseconds roundTrip) { Q_EMIT m_link->event(LinkPong{roundTrip}); });
    connect(m_pings, &PingKeeper::silent, m_link,
            [this] { finish({.failure = webSocketFailure(WebSocketFault::NoPong)}); });
    connect(m_socket, &QWebSocket::textMessageReceived, m_link,
            [this](const QString &message) { onMessage(message.toUtf8()); });
    connect(m_socket, &QWebSocket::binaryMessageReceived, m_link,
            [this](const QByteArray &message) { onMessage(message); });
    connect(m_socket, &QWebSocket::aboutToClose, m_link, [this] { onAboutToClose(); });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), m_link,
            [this](QAbstractSocket::SocketError error) { onError(error); });
    connect(m_socket, &QWebSocket::disconnected, m_link, [this] { onDisconnected(); });
}

void WebSocketLink::Private::open()
{
    Q_ASSERT(is<Idle>());
    m_state = Dialling{m_clock.now()};
    runFor(m_timer, m_request.timeouts.total);
    QMetaObject::invokeMethod(
        m_link, [this] { dial(); }, Qt::QueuedConnection);
}

void WebSocketLink::Private::dial()
{
    if (!is<Dialling>())
        return;
    const auto upgrade = prepare();
    if (!upgrade)
        return finish({.failure = upgrade.error()});
    m_socket->open(upgrade->request, upgrade->options);
    if (is<Dialling>())
        m_dial->begin();
}

/// All that can fail before there is a connection.
tl::expected<UpgradeRequest, ProbeFailure> WebSocketLink::Private::prepare()
{
    if (const auto prepared = m_intake.prepare(m_request.options); !prepared)
        return tl::unexpected(failureIn(Phase::Wait, prepared.error()));
    if (m_request.url.scheme() == u"wss") {
        const auto tls = qtTlsConfiguration(m_request.trust);
        if (!tls)
            return tl::unexpected(failureIn(Phase::Tls, tls.error()));
        m_socket->setSslConfiguration(*tls);
    }
    return upgradeRequest(m_request.url, m_request.options);
}

void WebSocketLink::Private::onConnected()
{
    const auto *dialling = std::get_if<Dialling>(&m_state);
    if (!dialling)
        return;
    if (const auto answer = m_dial->takeAnswer(); answer && !answer->extensions.isEmpty())
        return finish({.failure = unaskedExtension(*answer)});
    m_timer.stop();
    m_dial->end();
    std::exchange(m_dial, nullptr)->deleteLater();
    const LinkConnected connected{m_clock.now() - dialling->since, tlsFacts(), m_socket->subprotocol(),
                                  m_socket->peerAddress().toString()};
    m_state = Connected{};
    m_pings->begin();
    m_intake.begin();
    Q_EMIT m_link->event(connected);
    if (!m_request.options.greeting.isEmpty())
        send(m_request.options.greeting);
}

std::optional<TlsFacts> WebSocketLink::Private::tlsFacts() const
{
    const auto *transport = m_socket->findChild<QSslSocket *>();
    return transport && transport->isEncrypted() ? std::optional(qtTlsFacts(*transport, m_request.trust))
                                                 : std::nullopt;
}

void WebSocketLink::Private::onMessage(const QByteArray &message)
{
    if (isConnected())
        m_intake.take(message);
}

void WebSocketLink::Private::send(const QString &message)
{
    if (is<Ended>())
        return;
    if (!isConnected() || m_socket->bytesToWrite() > maxUnsentBytes) {
        Q_EMIT m_link->event(LinkSent{.dropped = 1});
        return;
    }
    const qint64 bytes = m_socket->sendTextMessage(message);
    Q_EMIT m_link->event(LinkSent{.count = 1, .bytes = bytes});
}

void WebSocketLink::Private::onCloseFrame(const CloseFrame &frame)
{
    if (!isConnected())
        return;
    auto failure = frame.fault ? webSocketFailure(*frame.fault)
                               : failureIn(Phase::Transfer, {.errorClass = ErrorClass::Reset});
    failure.closeCode = frame.code;
    leave({.failure = failure, .closeReason = frame.reason});
}

/// One that QWebSocket does not see.
void WebSocketLink::Private::onFault(WebSocketFault fault)
{
    if (!isConnected())
        return;
    leave({.failure = webSocketFailure(fault)});
    m_socket->close(fault == WebSocketFault::MaskedFrame ? QWebSocketProtocol::CloseCodeProtocolError
                                                         : QWebSocketProtocol::CloseCodePolicyViolated);
}

void WebSocketLink::Private::onAboutToClose()
{
    // Neither the peer's close frame nor our close(): QWebSocket itself found a fault in what it reads.
    if (isConnected())
        leave({.failure = webSocketFailure(faultBehind(m_socket->closeCode()), m_socket->closeReason())});
}

void WebSocketLink::Private::onError(QAbstractSocket::SocketError error)
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (is<Ended>() || is<AskingWhy>())
        return;
    if (!m_dial)
        return finish({.failure = failureOf(error, Phase::Transfer)});
    const auto failure = dialFailure(error);
    if (failure.errorClass == ErrorClass::Dns && !failure.proxyFault)
        return askWhy(failure);
    finish({.failure = failure, .tls = m_dial->tlsFacts()});
}

/// The deadlines of the dial go on.
void WebSocketLink::Private::askWhy(const ProbeFailure &failure)
{
    auto question = m_names.resolve(m_request.url.host(), {}, [this](const Resolver::Answer &answer) {
        auto known = std::get<AskingWhy>(m_state).failure;
        if (!answer)
            static_cast<resilience::Failure &>(known) = answer.error();
        known.dnsFault = answer ? DnsFault::SystemDoesNot : answer.error().fault;
        finish({.failure = known});
    });
    m_state = AskingWhy{std::move(question), failure};
}

ProbeFailure WebSocketLink::Private::failureOf(QAbstractSocket::SocketError error, Phase phase) const
{
    return webSocketFailure(error, m_socket->error(), m_socket->errorString(), phase);
}

ProbeFailure WebSocketLink::Private::dialFailure(QAbstractSocket::SocketError error)
{
    if (const auto answer = m_dial->takeAnswer(); answer && !answer->isUpgrade())
        return refusedUpgrade(*answer);
    auto failure = failureOf(error, m_dial->phase());
    if (failure.errorClass == ErrorClass::Tls)
        failure.tlsFault = m_dial->tlsFault();
    if (isProxied() && failure.phase <= Phase::Connect)
        failure.proxyFault = proxyFaultOf(error);
    return failure;
}

void WebSocketLink::Private::onDisconnected()
{
    // Comes before or after the error, or without one. A TLS socket knows its error only afterwards.
    const auto tell = [this] {
        if (!m_socket)
            return;
        const auto error = m_socket->error();
        onError(error == QAbstractSocket::UnknownSocketError ? QAbstractSocket::RemoteHostClosedError
                                                             : error);
    };
    QMetaObject::invokeMethod(m_link, tell, Qt::QueuedConnection);
}

void WebSocketLink::Private::onDeadline()
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (const auto *asking = std::get_if<AskingWhy>(&m_state))
        return finish({.failure = ProbeFailure(asking->failure)});
    finish({.failure = overdueFailure()});
}

ProbeFailure WebSocketLink::Private::overdueFailure() const
{
    const Phase phase = m_dial->phase();
    if (phase == Phase::Wait)
        return webSocketFailure(WebSocketFault::NoUpgrade);
    auto failure = failureIn(phase, {.errorClass = ErrorClass::Timeout});
    if (isProxied() && phase <= Phase::Connect)
        failure.proxyFault = ProxyFault::NotReached;
    return failure;
}

void WebSocketLink::Private::close()
{
    if (isConnected()) {
        leave({});
        m_socket->close();
    } else if (is<Idle>() || is<Dialling>() || is<AskingWhy>()) {
        finish({});
    }
}

/// From here on only the end is awaited, but not for ever.
void WebSocketLink::Private::leave(const LinkClosed &ending)
{
    m_state = Closing{ending};
    m_pings->end();
    runFor(m_timer, m_request.closeTimeout);
}

void WebSocketLink::Private::finish(LinkClosed ending)
{
    m_state = Ended{};
    m_timer.stop();
    m_pings->end();
    if (auto *socket = dropSocket())
        socket->deleteLater(); // not at once: it may be at work further up the stack
    hideSecrets(ending);
    const auto tell = [link = m_link, messages = m_intake.end(), ending = std::move(ending)] {
        if (messages.count > 0)
            Q_EMIT link->event(messages);
        Q_EMIT link->event(ending);
    };
    QMetaObject::invokeMethod(m_link, tell, Qt::QueuedConnection);
}

/// A peer may throw back what it was sent.
void WebSocketLink::Private::hideSecrets(LinkClosed &ending) const
{
    const auto secrets =
        secretsOf({.headers = m_request.options.headers, .authentication = m_request.options.authentication});
    if (ending.failure)
        ending.failure->detail = failureDetail(ending.failure->detail, secrets);
    ending.closeReason = QString::fromStdString(failureDetail(ending.closeReason.toUtf8(), secrets));
}

/// Ends the connection unheard.
QWebSocket *WebSocketLink::Private::dropSocket()
{
    auto *socket = std::exchange(m_socket, nullptr);
    if (socket) {
        socket->disconnect(m_link);
        for (const QObject *child : socket->children())
            child->disconnect(m_link);
        socket->abort();
    }
    return socket;
}

WebSocketLink::WebSocketLink(const WebSocketRequest &request, const resilience::Clock &clock, Resolver &names,
                             QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, request, clock, names))
{
}

WebSocketLink::~WebSocketLink() = default;

void WebSocketLink::open()
{
    d->open();
}

void WebSocketLink::close()
{
    d->close();
}

void WebSocketLink::send(const QString &message)
{
    d->send(message);
}

} // namespace fusebox::probe
