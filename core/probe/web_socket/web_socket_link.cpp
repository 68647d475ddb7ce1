// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_link.h"

#include <algorithm>
#include <utility>

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QWebSocket>

#include "core/probe/tls/qt_trust.h"
#include "core/probe/tls/tls_errors.h"
#include "core/probe/web_socket/close_frame_watch.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;
using resilience::Nanoseconds;
using resilience::TimePoint;

namespace {

/// Without one asked for none at all: Qt's default looks proxies up under a global lock.
QNetworkProxy qtProxy(const ProxyOptions &proxy)
{
    if (proxy.kind == ProxyKind::None)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto type = proxy.kind == ProxyKind::Http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy;
    return QNetworkProxy(type, proxy.host, proxy.port, proxy.user, proxy.password);
}

constexpr quint64 maxMessageBytes = 1024 * 1024;
// QWebSocket waits until a frame is buffered whole, so the buffer must hold the largest one and its header.
constexpr qint64 readBufferBytes = 2 * maxMessageBytes;

std::chrono::milliseconds timerInterval(Nanoseconds time)
{
    using std::chrono::milliseconds;
    return std::clamp(std::chrono::ceil<milliseconds>(time), milliseconds(0),
                      milliseconds(std::chrono::hours(24)));
}

Failure failure(ErrorClass errorClass, const QString &detail = {})
{
    return {.errorClass = errorClass, .detail = detail.toStdString()};
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

private:
    void listen();
    void dial();
    void onConnected();
    void onPong(const QByteArray &payload);
    void onMessage(qint64 bytes);
    void onCloseFrame(quint16 code, const QString &reason);
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
    QWebSocket *dropSocket();

    WebSocketLink *const m_link;
    const WebSocketRequest m_request;
    const resilience::Clock &m_clock;
    QWebSocket *m_socket; // null once ended; child of the link
    QTimer m_timer;       // the deadline of the state; of Resting: the next ping
    std::uint64_t m_pings = 0;
    State m_state;
};

WebSocketLink::Private::Private(WebSocketLink *link, const WebSocketRequest &request,
                                const resilience::Clock &clock)
    : m_link(link)
    , m_request(request)
    , m_clock(clock)
    , m_socket(new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, link))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_socket->setProxy(qtProxy(m_request.proxy));
    m_socket->setMaxAllowedIncomingFrameSize(maxMessageBytes);
    m_socket->setMaxAllowedIncomingMessageSize(maxMessageBytes);
    m_socket->setReadBufferSize(readBufferBytes);
    listen();
}

WebSocketLink::Private::~Private()
{
    dropSocket();
}

void WebSocketLink::Private::listen()
{
    connect(&m_timer, &QTimer::timeout, m_link, [this] { onTimer(); });
    connect(new CloseFrameWatch(m_socket), &CloseFrameWatch::closeFrame, m_link,
            [this](quint16 code, const QString &reason) { onCloseFrame(code, reason); });
    connect(m_socket, &QWebSocket::connected, m_link, [this] { onConnected(); });
    connect(m_socket, &QWebSocket::pong, m_link, [this](quint64, const QByteArray &id) { onPong(id); });
    connect(m_socket, &QWebSocket::textMessageReceived, m_link,
            [this](const QString &message) { onMessage(message.toUtf8().size()); });
    connect(m_socket, &QWebSocket::binaryMessageReceived, m_link,
            [this](const QByteArray &message) { onMessage(message.size()); });
    connect(m_socket, &QWebSocket::aboutToClose, m_link, [this] { onAboutToClose(); });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), m_link,
            [this](QAbstractSocket::SocketError error) { onError(error); });
    connect(m_socket, &QWebSocket::disconnected, m_link, [this] { onDisconnected(); });
}

void WebSocketLink::Private::open()
{
    Q_ASSERT(is<Idle>());
    m_state = Dialling{m_clock.now()};
    m_timer.start(timerInterval(m_request.connectTimeout));
    QMetaObject::invokeMethod(
        m_link, [this] { dial(); }, Qt::QueuedConnection);
}

void WebSocketLink::Private::dial()
{
    if (!is<Dialling>())
        return;
    if (const auto tls = qtTlsConfiguration(m_request.trust)) {
        m_socket->setSslConfiguration(*tls);
        m_socket->open(m_request.url);
    } else {
        finish({.failure = tls.error()});
    }
}

void WebSocketLink::Private::onConnected()
{
    const auto *dialling = std::get_if<Dialling>(&m_state);
    if (!dialling)
        return;
    const LinkConnected connected{m_clock.now() - dialling->since, tlsFacts()};
    const TlsFacts shown = connected.tls.value_or(TlsFacts{});
    if (m_request.url.scheme() == u"wss" && !meetsPin(shown, m_request.trust.pin))
        return finish({.failure = pinFailure(shown)});
    ping();
    Q_EMIT m_link->event(connected);
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
    m_timer.start(timerInterval(m_request.pongTimeout));
    m_socket->ping(id);
}

void WebSocketLink::Private::onPong(const QByteArray &payload)
{
    const auto *awaiting = std::get_if<AwaitingPong>(&m_state);
    if (!awaiting || awaiting->id != payload)
        return; // unsolicited: allowed (RFC 6455, 5.5.3), and says nothing
    const auto roundTrip = m_clock.now() - awaiting->since;
    m_state = Resting{};
    m_timer.start(timerInterval(m_request.pingInterval - roundTrip));
    Q_EMIT m_link->event(LinkPong{roundTrip});
}

void WebSocketLink::Private::onMessage(qint64 bytes)
{
    if (isConnected())
        Q_EMIT m_link->event(LinkMessage{bytes});
}

void WebSocketLink::Private::onCloseFrame(quint16 code, const QString &reason)
{
    if (!isConnected())
        return;
    const auto errorClass = CloseFrameWatch::mayBeSent(code) ? ErrorClass::Reset : ErrorClass::Protocol;
    leave({.failure = failure(errorClass), .closeCode = code, .closeReason = reason});
}

void WebSocketLink::Private::onAboutToClose()
{
    if (!isConnected())
        return;
    // Neither the peer's close frame nor our close(): QWebSocket itself found a fault in what it reads, and
    // says 1001 for a frame that stopped half-way, another code for one that is wrong.
    const bool stalled = m_socket->closeCode() == QWebSocketProtocol::CloseCodeGoingAway;
    leave(
        {.failure = failure(stalled ? ErrorClass::Timeout : ErrorClass::Protocol, m_socket->closeReason())});
}

void WebSocketLink::Private::onError(QAbstractSocket::SocketError error)
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        finish(closing->ending);
    else if (!is<Ended>())
        finish({.failure = webSocketFailure(error, m_socket->error(), m_socket->errorString())});
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
        finish(closing->ending);
    else if (is<Resting>())
        ping();
    else
        finish({.failure = failure(ErrorClass::Timeout)});
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
    m_timer.start(timerInterval(m_request.closeTimeout));
}

void WebSocketLink::Private::finish(LinkClosed ending)
{
    m_state = Ended{};
    m_timer.stop();
    if (auto *socket = dropSocket())
        socket->deleteLater(); // not at once: it may be at work further up the stack
    const auto tell = [link = m_link, ending = std::move(ending)] { Q_EMIT link->event(ending); };
    QMetaObject::invokeMethod(m_link, tell, Qt::QueuedConnection);
}

/// Ends the connection unheard.
QWebSocket *WebSocketLink::Private::dropSocket()
{
    auto *socket = std::exchange(m_socket, nullptr);
    if (socket) {
        socket->disconnect(m_link);
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

} // namespace fusebox::probe
