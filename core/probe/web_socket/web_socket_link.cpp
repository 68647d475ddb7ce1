// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_link.h"

#include <utility>

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QWebSocket>

#include "core/probe/failure_detail.h"
#include "core/probe/http/http_secrets.h"
#include "core/probe/tls/qt_trust.h"
#include "core/probe/web_socket/dial_watch.h"
#include "core/probe/web_socket/frame_watch.h"
#include "core/probe/web_socket/link_timer.h"
#include "core/probe/web_socket/upgrade_request.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Nanoseconds;
using resilience::TimePoint;
using CloseCode = QWebSocketProtocol::CloseCode;

namespace {

/// Without one asked for none at all: Qt's default looks proxies up under a global lock.
QNetworkProxy qtProxy(const ProxyOptions &proxy)
{
    if (proxy.kind == ProxyKind::None)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto type = proxy.kind == ProxyKind::Http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy;
    return QNetworkProxy(type, proxy.host, proxy.port, proxy.user, proxy.password);
}

constexpr qint64 maxUnsentBytes = 1024 * 1024; // of a peer that takes no messages in

ProbeFailure failureIn(Phase phase, const resilience::Failure &failure)
{
    return {failure, phase};
}

ProbeFailure failureIn(Phase phase, const HttpFailure &failure)
{
    return {failure, phase, failure.fault};
}

/// QWebSocket found a fault itself, and closes with the code that says which.
WebSocketFault faultOf(CloseCode code)
{
    switch (code) {
    case QWebSocketProtocol::CloseCodeGoingAway: return WebSocketFault::StalledFrame;
    case QWebSocketProtocol::CloseCodeWrongDatatype: return WebSocketFault::BadText;
    case QWebSocketProtocol::CloseCodeTooMuchData: return WebSocketFault::TooLarge;
    default: return WebSocketFault::BadFrame;
    }
}

struct Idle
{
};
struct Dialling
{
    TimePoint since;
};
struct AwaitingPong
{
    QByteArray id;
    TimePoint since;
};
struct Resting // until the next ping is due
{
};
struct Closing
{
    LinkClosed ending;
};
struct Ended
{
};
using State = std::variant<Idle, Dialling, AwaitingPong, Resting, Closing, Ended>;

} // namespace

class WebSocketLink::Private
{
public:
    Private(WebSocketLink *link, const WebSocketRequest &request, const resilience::Clock &clock);
    ~Private();

    void open();
    void close();
    void send(const QString &message);

private:
    void limit();
    void listen();
    void dial();
    tl::expected<UpgradeRequest, ProbeFailure> prepare();
    void onConnected();
    void onPong(const QByteArray &payload);
    void onMessage(const QByteArray &message);
    void onCloseFrame(quint16 code, const QString &reason);
    void onFault(WebSocketFault fault);
    void onAboutToClose();
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void onTimer();

    template <typename S>
    [[nodiscard]] bool is() const
    {
        return std::holds_alternative<S>(m_state);
    }
    [[nodiscard]] bool isConnected() const { return is<AwaitingPong>() || is<Resting>(); }
    [[nodiscard]] std::optional<TlsFacts> tlsFacts() const;
    void ping();
    void leave(const LinkClosed &ending);
    void finish(LinkClosed ending);
    void hideSecrets(LinkClosed &ending) const;
    QWebSocket *dropSocket();

    WebSocketLink *const m_link;
    const WebSocketRequest m_request;
    const resilience::Clock &m_clock;
    QWebSocket *m_socket; // null once ended; child of the link
    DialWatch *m_dial;    // while dialling; child of the socket
    QTimer m_timer;       // the deadline of the state; of Resting: the next ping
    MessageIntake m_intake;
    std::uint64_t m_pings = 0;
    State m_state;
};

WebSocketLink::Private::Private(WebSocketLink *link, const WebSocketRequest &request,
                                const resilience::Clock &clock)
    : m_link(link)
    , m_request(request)
    , m_clock(clock)
    , m_socket(new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, link))
    , m_dial(new DialWatch(m_socket, request.timeouts, request.trust))
    , m_intake(clock)
{
    m_socket->setProxy(qtProxy(m_request.proxy));
    limit();
    listen();
}

WebSocketLink::Private::~Private()
{
    dropSocket();
}

void WebSocketLink::Private::limit()
{
    const auto maxFrame = m_request.options.maxFrame;
    m_socket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(maxFrame));
    m_socket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(m_request.options.maxMessage));
    // QWebSocket waits until a frame is buffered whole, so the buffer must hold the largest one and its
    // header.
    m_socket->setReadBufferSize(2 * std::max<qint64>(maxFrame, 64 * 1024));
}

void WebSocketLink::Private::listen()
{
    const auto *watch = new FrameWatch(m_socket, m_clock);
    connect(&m_timer, &QTimer::timeout, m_link, [this] { onTimer(); });
    connect(m_dial, &DialWatch::overdue, m_link, [this] { onTimer(); });
    connect(m_dial, &DialWatch::notPinned, m_link,
            [this](const ProbeFailure &failure) { finish({.failure = failure}); });
    connect(&m_intake, &MessageIntake::messages, m_link,
            [this](const LinkMessages &messages) { Q_EMIT m_link->event(messages); });
    connect(&m_intake, &MessageIntake::overdue, m_link,
            [this] { onFault(WebSocketFault::NoExpectedMessage); });
    connect(watch, &FrameWatch::closeFrame, m_link,
            [this](quint16 code, const QString &reason) { onCloseFrame(code, reason); });
    connect(watch, &FrameWatch::fault, m_link, [this](WebSocketFault fault) { onFault(fault); });
    connect(m_socket, &QWebSocket::connected, m_link, [this] { onConnected(); });
    connect(m_socket, &QWebSocket::pong, m_link, [this](quint64, const QByteArray &id) { onPong(id); });
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
    m_dial->end();
    std::exchange(m_dial, nullptr)->deleteLater();
    const LinkConnected connected{m_clock.now() - dialling->since, tlsFacts(), m_socket->subprotocol(),
                                  m_socket->peerAddress().toString()};
    ping();
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

void WebSocketLink::Private::ping()
{
    const auto id = QByteArray::number(quint64(++m_pings));
    m_state = AwaitingPong{id, m_clock.now()};
    runFor(m_timer, m_request.pongTimeout);
    m_socket->ping(id);
}

void WebSocketLink::Private::onPong(const QByteArray &payload)
{
    const auto *awaiting = std::get_if<AwaitingPong>(&m_state);
    if (!awaiting || awaiting->id != payload)
        return; // unsolicited: allowed (RFC 6455, 5.5.3), and says nothing
    const auto roundTrip = m_clock.now() - awaiting->since;
    m_state = Resting{};
    const auto offset = m_pings == 1 ? m_request.pingOffset : resilience::Nanoseconds{0};
    runFor(m_timer, m_request.pingInterval - offset - roundTrip);
    Q_EMIT m_link->event(LinkPong{roundTrip});
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

void WebSocketLink::Private::onCloseFrame(quint16 code, const QString &reason)
{
    if (!isConnected())
        return;
    auto failure = FrameWatch::mayBeSent(code) ? failureIn(Phase::Transfer, {.errorClass = ErrorClass::Reset})
                                               : webSocketFailure(WebSocketFault::BadCloseCode);
    failure.closeCode = code;
    leave({.failure = failure, .closeReason = reason});
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
        leave({.failure = webSocketFailure(faultOf(m_socket->closeCode()), m_socket->closeReason())});
}

void WebSocketLink::Private::onError(QAbstractSocket::SocketError error)
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (is<Ended>())
        return;
    auto failure = webSocketFailure(error, m_socket->error(), m_socket->errorString(),
                                    isConnected() ? Phase::Transfer : m_dial->phase());
    if (failure.errorClass == ErrorClass::Tls && m_dial)
        failure.tlsFault = m_dial->tlsFault();
    finish({.failure = failure});
}

void WebSocketLink::Private::onDisconnected()
{
    // Comes before or after the error, or without one; the socket knows its error in each case.
    const auto error = m_socket->error();
    onError(error == QAbstractSocket::UnknownSocketError ? QAbstractSocket::RemoteHostClosedError : error);
}

void WebSocketLink::Private::onTimer()
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (is<Resting>())
        return ping();
    if (!is<Dialling>())
        return finish({.failure = webSocketFailure(WebSocketFault::NoPong)});
    const Phase phase = m_dial->phase();
    finish({.failure = phase == Phase::Wait ? webSocketFailure(WebSocketFault::NoUpgrade)
                                            : failureIn(phase, {.errorClass = ErrorClass::Timeout})});
}

void WebSocketLink::Private::close()
{
    if (isConnected()) {
        leave({});
        m_socket->close();
    } else if (is<Idle>() || is<Dialling>()) {
        finish({});
    }
}

/// From here on only the end is awaited, but not for ever.
void WebSocketLink::Private::leave(const LinkClosed &ending)
{
    m_state = Closing{ending};
    runFor(m_timer, m_request.closeTimeout);
}

void WebSocketLink::Private::finish(LinkClosed ending)
{
    m_state = Ended{};
    m_timer.stop();
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

WebSocketLink::WebSocketLink(const WebSocketRequest &request, const resilience::Clock &clock, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, request, clock))
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
