// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_link.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QBasicTimer>
#include <QTimerEvent>

#include "core/probe/failure_detail.h"
#include "core/probe/http/http_secrets.h"
#include "core/probe/phase_watch.h"
#include "core/probe/transport/transport.h"
#include "core/probe/web_socket/frame_flood.h"
#include "core/probe/web_socket/frame_reader.h"
#include "core/probe/web_socket/frame_writer.h"
#include "core/probe/web_socket/keepalive_answers.h"
#include "core/probe/web_socket/ping_keeper.h"
#include "core/probe/web_socket/stall_watch.h"
#include "core/probe/web_socket/upgrade_answer.h"
#include "core/probe/web_socket/upgrade_request.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;
using resilience::TimePoint;

namespace {

constexpr qint64 maxUnsentBytes = 1024 * 1024; // of a peer that takes no messages in
constexpr qint64 maxUnsentPongs = 64 * 1024;   // of one that pings, and takes no pongs in
constexpr quint16 normalClosure = 1000;
constexpr std::chrono::milliseconds longestTurn(5); ///< after which no other message is looked at

/// What is needed only until there is a connection.
struct Dial
{
    Dial(UpgradeRequest upgrade, const resilience::Clock &clock, const Timeouts &timeouts)
        : request(std::move(upgrade))
        , watch(clock, timeouts)
        , answer(request)
    {
    }

    UpgradeRequest request;
    PhaseWatch watch;
    UpgradeAnswer answer;
};

struct Idle
{
};
struct Dialling
{
    std::unique_ptr<Dial> dial;
};
struct Connected
{
};
struct Closing
{
    LinkClosed ending;
    TimePoint until;
    bool awaitsPeer = false; ///< its close frame; else only that ours is sent
};
struct Ended
{
};
using State = std::variant<Idle, Dialling, Connected, Closing, Ended>;

Transport::Target targetOf(const WebSocketRequest &request)
{
    const bool tls = request.url.scheme() == u"wss";
    NameOptions names = request.names;
    if (request.freshNames)
        names.keepFor = std::chrono::seconds(0);
    return {.host = request.url.host(QUrl::FullyEncoded),
            .port = static_cast<quint16>(request.url.port(tls ? 443 : 80)),
            .trust = tls ? std::optional(request.trust) : std::nullopt,
            .proxy = request.proxy,
            .protocols = {"http/1.1"},
            .names = names};
}

FrameReader::Limits limitsOf(const WebSocketOptions &options)
{
    return {options.maxFrame, options.maxMessage};
}

} // namespace

class WebSocketLink::Private final : private Transport::Listener
{
public:
    Private(WebSocketLink *link, const WebSocketRequest &request, const Network &network,
            const StallWatch &stalls);

    void open();
    void close();
    void send(const QString &message);
    [[nodiscard]] bool isTimer(int id) const { return id == m_timer.timerId(); }
    void onTimer();

private:
    void dial();
    tl::expected<UpgradeRequest, ProbeFailure> prepare();
    void upgrade(QByteArrayView bytes);
    void connected(const Upgraded &upgraded);

    void transportEntered(Phase phase) override;
    void transportOpened() override;
    void transportSent() override;
    void transportReceived(QByteArrayView bytes) override;
    void transportEnded(Transport::StreamEnd end) override;
    void transportFailed(const Failure &failure) override;

    void read(QByteArrayView bytes);
    void readOn();
    void take(const ReadFrame &frame);
    void on(const ReadFragment &fragment);
    void on(const ReadMessage &message);
    void on(const ReadPing &ping);
    void on(const ReadPong &pong);
    void on(const CloseFrame &frame);
    void on(const FrameFault &fault);
    void noteIdleFrame();
    void answerPing();
    void keepAlive();
    void sendUncounted(const QString &message);

    void ping();
    void judge();
    void judgeDial(Dial &dial, TimePoint time);
    void judgePeer(TimePoint time);
    [[nodiscard]] std::optional<TimePoint> frameBytes() const;
    [[nodiscard]] bool hasReadAll();
    void overdue(Dial &dial);
    [[nodiscard]] TimePoint due() const;
    void guard();

    template <typename S>
    [[nodiscard]] bool is() const
    {
        return std::holds_alternative<S>(m_state);
    }
    [[nodiscard]] bool isConnected() const { return is<Connected>(); }
    [[nodiscard]] TimePoint now() const { return m_network.clock.now(); }
    void tell(const std::optional<LinkMessages> &messages);
    void lost(const Failure &failure);
    void failDial(ProbeFailure failure);
    void leave(quint16 code, const LinkClosed &ending, bool awaitsPeer = false);
    void finish(LinkClosed ending);
    [[nodiscard]] bool isAfterStall(const LinkClosed &ending) const;
    void hideSecrets(LinkClosed &ending) const;

    WebSocketLink *const m_link;
    const WebSocketRequest m_request;
    const Network m_network;
    const StallWatch &m_stalls;
    Transport m_transport;
    FrameReader m_reader;
    PingKeeper m_pings;
    MessageIntake m_intake;
    KeepaliveAnswers m_answers;
    TimePoint m_keepAliveAt = TimePoint::max(); ///< when our own keepalive is sent next
    FrameFlood m_flood;
    State m_state;
    QBasicTimer m_timer;
    TimePoint m_timerDue = {};
    TimePoint m_lastBytes = {};
    TimePoint m_provenAt = {}; ///< since when the peer is known to live: a sending of ours was answered
    QByteArray m_unread;       ///< of this turn's bytes, for the next turn
    std::optional<qint64> m_readBefore; ///< what is still to be read before a deadline is judged
    std::optional<QByteArray> m_pinged; ///< the peer's last ping, until it is answered
    std::optional<LinkClosed> m_lost;   ///< what is to be told once all that came before is read
};

WebSocketLink::Private::Private(WebSocketLink *link, const WebSocketRequest &request, const Network &network,
                                const StallWatch &stalls)
    : m_link(link)
    , m_request(request)
    , m_network(network)
    , m_stalls(stalls)
    , m_transport(network, *this)
    , m_reader(limitsOf(request.options))
    , m_pings({request.pingInterval, request.pingOffset, request.pongTimeout})
    , m_intake(network.clock)
{
}

void WebSocketLink::Private::open()
{
    Q_ASSERT(is<Idle>());
    QMetaObject::invokeMethod(
        m_link, [this] { dial(); }, Qt::QueuedConnection);
}

void WebSocketLink::Private::dial()
{
    if (!is<Idle>())
        return;
    auto request = prepare();
    if (!request)
        return finish({.failure = request.error()});
    m_state = Dialling{std::make_unique<Dial>(std::move(*request), m_network.clock, m_request.timeouts)};
    std::get<Dialling>(m_state).dial->watch.start();
    m_provenAt = now();
    guard();
    m_transport.open(targetOf(m_request));
}

/// All that can fail before there is a connection. Waiting for the CAs to be read is not the peer's time.
tl::expected<UpgradeRequest, ProbeFailure> WebSocketLink::Private::prepare()
{
    if (const auto prepared = m_intake.prepare(m_request.options); !prepared)
        return tl::unexpected(ProbeFailure{prepared.error(), Phase::Wait, prepared.error().fault});
    auto answers = KeepaliveAnswers::create(m_request.options.keepalive.answer);
    if (!answers)
        return tl::unexpected(ProbeFailure{answers.error(), Phase::Wait, answers.error().fault});
    m_answers = *std::move(answers);
    if (m_request.url.scheme() == u"wss") {
        if (const auto context = m_network.tls.forProfile(m_request.trust); !context) {
            ProbeFailure failure{context.error(), Phase::Tls};
            failure.tlsFault = context.error().fault;
            return tl::unexpected(failure);
        }
    }
    return upgradeRequest(m_request.url, m_request.options);
}

void WebSocketLink::Private::transportEntered(Phase phase)
{
    std::get<Dialling>(m_state).dial->watch.enter(phase);
    guard();
}

void WebSocketLink::Private::transportOpened()
{
    transportEntered(Phase::Send);
    m_transport.send(std::get<Dialling>(m_state).dial->request.bytes);
}

void WebSocketLink::Private::transportSent()
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state)) {
        if (dialling->dial->watch.phase() == Phase::Send)
            transportEntered(Phase::Wait);
    } else if (const auto *closing = std::get_if<Closing>(&m_state); closing && !closing->awaitsPeer) {
        finish(closing->ending);
    }
}

void WebSocketLink::Private::transportReceived(QByteArrayView bytes)
{
    if (m_readBefore)
        *m_readBefore -= bytes.size();
    if (is<Dialling>())
        upgrade(bytes);
    else if (!m_unread.isEmpty())
        m_unread.append(bytes);
    else
        read(bytes);
    guard();
}

void WebSocketLink::Private::upgrade(QByteArrayView bytes)
{
    const auto result = std::get<Dialling>(m_state).dial->answer.receive(bytes);
    if (!result)
        return failDial(result.error());
    if (*result)
        connected(**result);
}

void WebSocketLink::Private::connected(const Upgraded &upgraded)
{
    const auto dialled = std::move(std::get<Dialling>(m_state).dial);
    dialled->watch.stop();
    const auto &found = m_transport.findings();
    m_state = Connected{};
    m_provenAt = now();
    m_intake.begin(m_provenAt);
    ping();
    const PhaseTimes &phases = dialled->watch.times();
    Q_EMIT m_link->event(LinkConnected{phases.sum(), phases, found.tls, upgraded.subprotocol, found.address,
                                       found.family, found.nameWasKept});
    if (!m_request.options.greeting.isEmpty())
        send(m_request.options.greeting);
    const Keepalive &keepalive = m_request.options.keepalive;
    if (!keepalive.send.isEmpty())
        m_keepAliveAt = resilience::saturatingAdd(m_provenAt, keepalive.every);
    read(upgraded.surplus);
}

/// What is left when the turn is over waits for the next one, and the peer with it.
void WebSocketLink::Private::read(QByteArrayView bytes)
{
    const TimePoint turnEnd = now() + longestTurn;
    for (int frames = 0; !bytes.isEmpty() && !is<Ended>() && frames < framesPerTurn; ++frames) {
        if (frames > 0 && now() >= turnEnd)
            break;
        const auto frame = m_reader.read(bytes);
        if (frame && m_pings.isBlocked())
            m_pings.noteFrame(now());
        if (frame)
            take(*frame);
    }
    if (is<Ended>())
        return;
    m_lastBytes = now();
    if (m_pings.isBlocked())
        m_pings.noteBytes(m_lastBytes);
    m_unread = bytes.toByteArray();
    m_transport.setReading(m_unread.isEmpty());
    answerPing();
    if (m_unread.isEmpty() && m_lost)
        finish(*m_lost);
}

void WebSocketLink::Private::readOn()
{
    const QByteArray unread = std::exchange(m_unread, {});
    read(unread);
}

/// While closing, only the peer's own close frame says anything.
void WebSocketLink::Private::take(const ReadFrame &frame)
{
    if (isConnected())
        std::visit([this](const auto &what) { on(what); }, frame);
    else if (const auto *closing = std::get_if<Closing>(&m_state);
             closing && std::holds_alternative<CloseFrame>(frame))
        finish(closing->ending);
}

void WebSocketLink::Private::on(const ReadFragment &fragment)
{
    if (fragment.isEmpty)
        noteIdleFrame();
}

void WebSocketLink::Private::on(const ReadMessage &message)
{
    m_pings.noteMessage();
    if (const QString *answer = m_answers.answerTo(message.payload, m_network.clock))
        return sendUncounted(*answer);
    tell(m_intake.take(message.payload, now()));
}

void WebSocketLink::Private::on(const ReadPing &ping)
{
    m_pinged = ping.payload;
    noteIdleFrame();
}

void WebSocketLink::Private::on(const ReadPong &pong)
{
    if (const auto answer = m_pings.takePong(pong.payload, now())) {
        m_provenAt = answer->pinged;
        Q_EMIT m_link->event(LinkPong{answer->roundTrip});
    }
    noteIdleFrame();
}

void WebSocketLink::Private::on(const CloseFrame &frame)
{
    auto failure = frame.fault ? webSocketFailure(*frame.fault)
                               : ProbeFailure{{.errorClass = ErrorClass::Reset}, Phase::Transfer};
    failure.closeCode = frame.code;
    leave(frame.fault ? closeCodeFor(*frame.fault) : frame.code,
          {.failure = failure, .closeReason = frame.reason});
}

void WebSocketLink::Private::on(const FrameFault &fault)
{
    leave(closeCodeFor(fault.what), {.failure = webSocketFailure(fault.what, fault.detail)});
}

void WebSocketLink::Private::noteIdleFrame()
{
    if (isConnected() && m_flood.add(m_network.clock))
        on(FrameFault{WebSocketFault::Flood});
}

/// The last of them, once a turn (RFC 6455, 5.5.3).
void WebSocketLink::Private::answerPing()
{
    const auto payload = std::exchange(m_pinged, std::nullopt);
    if (payload && isConnected() && m_transport.unsent() <= maxUnsentPongs)
        m_transport.send(clientFrame(FrameKind::Pong, *payload));
}

/// A ping of the server's own kind: as little a message as the protocol's, either way.
void WebSocketLink::Private::sendUncounted(const QString &message)
{
    if (m_transport.unsent() <= maxUnsentPongs)
        m_transport.send(clientFrame(FrameKind::Text, message.toUtf8()));
}

void WebSocketLink::Private::keepAlive()
{
    if (!isConnected() || now() < m_keepAliveAt)
        return;
    sendUncounted(m_request.options.keepalive.send);
    m_keepAliveAt = resilience::saturatingAdd(now(), m_request.options.keepalive.every);
}

void WebSocketLink::Private::transportEnded(Transport::StreamEnd)
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        failDial(dialling->dial->answer.finish());
    else
        lost({.errorClass = ErrorClass::Reset, .detail = "end of stream"});
}

void WebSocketLink::Private::transportFailed(const Failure &failure)
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        failDial({failure, dialling->dial->watch.phase()});
    else
        lost(failure);
}

void WebSocketLink::Private::lost(const Failure &failure)
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (!isConnected())
        return;
    m_lost = LinkClosed{.failure = ProbeFailure{failure, Phase::Transfer}};
    if (m_unread.isEmpty())
        finish(*m_lost);
    else
        guard();
}

/// With all that the transport found out on the way.
void WebSocketLink::Private::failDial(ProbeFailure failure)
{
    m_transport.close();
    const auto &found = m_transport.findings();
    failure.dnsFault = found.dnsFault ? found.dnsFault : failure.dnsFault;
    failure.tlsFault = found.tlsFault;
    failure.proxyFault = found.proxyFault;
    finish({.failure = failure, .tls = found.tls, .address = found.address});
}

void WebSocketLink::Private::send(const QString &message)
{
    if (is<Ended>())
        return;
    if (!isConnected() || m_transport.unsent() > maxUnsentBytes) {
        Q_EMIT m_link->event(LinkSent{.dropped = 1});
        return;
    }
    const QByteArray text = message.toUtf8();
    m_transport.send(clientFrame(FrameKind::Text, text));
    Q_EMIT m_link->event(LinkSent{.count = 1, .bytes = text.size()});
}

void WebSocketLink::Private::ping()
{
    const QByteArray id = m_pings.ping(now(), m_reader.isWithinFrame());
    m_transport.send(clientFrame(FrameKind::Ping, id));
}

void WebSocketLink::Private::onTimer()
{
    m_timer.stop();
    keepAlive();
    if (!m_unread.isEmpty())
        readOn();
    else if (now() >= due())
        judge();
    guard();
}

void WebSocketLink::Private::judge()
{
    const TimePoint time = now();
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return finish(closing->ending);
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        return judgeDial(*dialling->dial, time);
    tell(m_intake.due(time));
    if (isConnected())
        judgePeer(time);
}

void WebSocketLink::Private::judgeDial(Dial &dial, TimePoint time)
{
    if (time < dial.watch.deadline())
        m_readBefore.reset();
    else if (hasReadAll())
        overdue(dial);
}

void WebSocketLink::Private::judgePeer(TimePoint time)
{
    if (time >= m_pings.deadline() && !m_pings.isAwaiting())
        ping();
    const bool isMessageOverdue = m_intake.isOverdue(time);
    if (!isMessageOverdue && time < m_pings.deadline())
        return m_readBefore.reset();
    if (!hasReadAll())
        return;
    if (isMessageOverdue)
        on(FrameFault{WebSocketFault::NoExpectedMessage});
    else if (const auto fault = m_pings.overdue(time, frameBytes()))
        finish({.failure = webSocketFailure(fault->what, fault->detail)});
}

std::optional<TimePoint> WebSocketLink::Private::frameBytes() const
{
    return m_reader.isWithinFrame() ? std::optional(m_lastBytes) : std::nullopt;
}

/// What lay in the socket when time was up comes first: it may be what is waited for, and was in time.
bool WebSocketLink::Private::hasReadAll()
{
    const qint64 unread = m_transport.unread();
    if (!m_readBefore)
        m_readBefore = unread;
    if (unread > 0 && *m_readBefore > 0)
        return false;
    m_readBefore.reset();
    return true;
}

void WebSocketLink::Private::overdue(Dial &dial)
{
    const Phase phase = dial.watch.phase();
    ProbeFailure failure = phase >= Phase::Send ? webSocketFailure(WebSocketFault::NoUpgrade)
                                                : ProbeFailure{{.errorClass = ErrorClass::Timeout}, phase};
    failure.timedOut = dial.watch.scope();
    if (phase == Phase::Dns)
        failure.dnsFault = DnsFault::TimedOut;
    failDial(failure);
}

TimePoint WebSocketLink::Private::due() const
{
    if (is<Idle>() || is<Ended>())
        return TimePoint::max();
    if (!m_unread.isEmpty())
        return TimePoint::min();
    if (const auto *closing = std::get_if<Closing>(&m_state))
        return closing->until;
    if (m_readBefore)
        return TimePoint::min();
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        return dialling->dial->watch.deadline();
    return std::min({m_pings.deadline(), m_intake.deadline(), m_keepAliveAt});
}

/// Makes the timer fire when something is due, or before: a later time leaves it alone, and it is set again
/// when it fires.
void WebSocketLink::Private::guard()
{
    using std::chrono::milliseconds;
    const TimePoint at = due();
    if (at == TimePoint::max() || (m_timer.isActive() && m_timerDue <= at))
        return;
    constexpr milliseconds longest(std::numeric_limits<int>::max()); // 24 days
    const auto left =
        std::chrono::ceil<milliseconds>(resilience::saturatingDifference(std::max(at, TimePoint{}), now()));
    m_timerDue = at;
    m_timer.start(static_cast<int>(std::clamp(left, milliseconds(0), longest).count()), Qt::PreciseTimer,
                  m_link);
}

void WebSocketLink::Private::tell(const std::optional<LinkMessages> &messages)
{
    if (messages)
        Q_EMIT m_link->event(*messages);
}

void WebSocketLink::Private::close()
{
    if (isConnected())
        leave(normalClosure, {}, true);
    else if (is<Idle>() || is<Dialling>())
        finish({});
}

/// From here on only the end is awaited, but not for ever.
void WebSocketLink::Private::leave(quint16 code, const LinkClosed &ending, bool awaitsPeer)
{
    const bool hasCode = code != CloseFrame::noCode;
    m_state = Closing{ending, resilience::saturatingAdd(now(), m_request.closeTimeout), true};
    m_transport.send(clientFrame(FrameKind::Close, hasCode ? closePayload(code) : QByteArray()));
    if (!awaitsPeer && m_transport.unsent() == 0)
        return finish(ending);
    if (auto *closing = std::get_if<Closing>(&m_state))
        closing->awaitsPeer = awaitsPeer;
    guard();
}

void WebSocketLink::Private::finish(LinkClosed ending)
{
    if (is<Ended>())
        return;
    ending.afterStall = isAfterStall(ending);
    m_state = Ended{};
    m_timer.stop();
    m_transport.close();
    m_unread.clear();
    hideSecrets(ending);
    const auto tellEnd = [link = m_link, messages = m_intake.end(), ending = std::move(ending)] {
        if (messages.count > 0)
            Q_EMIT link->event(messages);
        Q_EMIT link->event(ending);
    };
    QMetaObject::invokeMethod(m_link, tellEnd, Qt::QueuedConnection);
}

/// While dialling, what is told by the peer itself is no matter of time.
bool WebSocketLink::Private::isAfterStall(const LinkClosed &ending) const
{
    if (!ending.failure || is<Idle>())
        return false;
    const ErrorClass what = ending.failure->errorClass;
    const bool mayBeOurs = !is<Dialling>() || what == ErrorClass::Timeout || what == ErrorClass::Reset;
    return mayBeOurs && m_stalls.hasStalledSince(m_provenAt);
}

/// A peer may throw back what it was sent.
void WebSocketLink::Private::hideSecrets(LinkClosed &ending) const
{
    const SecretMask secrets = secretsOf(m_request.options, m_request.proxy);
    if (ending.failure)
        ending.failure->detail = failureDetail(ending.failure->detail, secrets);
    ending.closeReason = QString::fromStdString(failureDetail(ending.closeReason.toUtf8(), secrets));
}

WebSocketLink::WebSocketLink(const WebSocketRequest &request, const Network &network,
                             const StallWatch &stalls, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, request, network, stalls))
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

void WebSocketLink::timerEvent(QTimerEvent *event)
{
    if (d->isTimer(event->timerId()))
        d->onTimer();
    else
        QObject::timerEvent(event);
}

} // namespace fusebox::probe
