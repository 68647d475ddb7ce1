// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_link.h"

#include <algorithm>
#include <utility>

#include <QBasicTimer>
#include <QTimerEvent>

#include "core/probe/contract/failure_detail.h"
#include "core/probe/contract/secrets.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/transport/transport.h"
#include "core/probe/web_socket/frame_writer.h"
#include "core/probe/web_socket/web_socket_dial.h"
#include "core/probe/web_socket/web_socket_talk.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;
using resilience::TimePoint;

namespace {

constexpr quint16 normalClosure = 1000;

struct Idle
{
};
struct Dialling
{
    std::unique_ptr<WebSocketDial> dial;
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

} // namespace

class WebSocketLink::Private final : private Transport::Listener, private WebSocketTalk::Listener
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
    void noteRead(qsizetype bytes);

    void talkSends(const QByteArray &frame) override { m_transport.send(frame); }
    [[nodiscard]] qint64 talkUnsent() const override { return m_transport.unsent(); }
    void talkTells(const LinkEvent &event) override { Q_EMIT m_link->happened(event); }
    void talkEnds(const LinkClosed &ending, std::optional<quint16> closeCode) override;
    void talkPeerCloses() override;

    void judge();
    void judgeDial(const WebSocketDial &dial, TimePoint time);
    void judgePeer();
    [[nodiscard]] bool hasReadAll();
    [[nodiscard]] TimePoint due() const;
    void guard();

    template <typename S>
    [[nodiscard]] bool is() const
    {
        return std::holds_alternative<S>(m_state);
    }
    [[nodiscard]] bool isConnected() const { return is<Connected>(); }
    [[nodiscard]] TimePoint now() const { return m_network.clock.now(); }
    void lost(const Failure &failure);
    void failDial(ProbeFailure failure);
    void leave(quint16 code, const LinkClosed &ending, bool awaitsPeer = false);
    void finish(LinkClosed ending);
    [[nodiscard]] bool isAfterStall(const LinkClosed &ending) const;
    [[nodiscard]] SecretMask mask() const;
    [[nodiscard]] QString withoutSecrets(const QString &subprotocol) const;
    void hideSecrets(LinkClosed &ending) const;

    WebSocketLink *const m_link;
    const WebSocketRequest m_request;
    const Network m_network;
    const StallWatch &m_stalls;
    Transport m_transport;
    WebSocketTalk m_talk;
    State m_state;
    QBasicTimer m_timer;
    TimePoint m_timerDue = {};
    TimePoint m_dialledAt = {};
    QByteArray m_unread;                ///< of this turn's bytes, for the next turn
    std::optional<qint64> m_readBefore; ///< what is still to be read before a deadline is judged
    std::optional<LinkClosed> m_lost;   ///< what is to be told once all that came before is read
};

WebSocketLink::Private::Private(WebSocketLink *link, const WebSocketRequest &request, const Network &network,
                                const StallWatch &stalls)
    : m_link(link)
    , m_request(request)
    , m_network(network)
    , m_stalls(stalls)
    , m_transport(network, *this)
    , m_talk(m_request, m_network.clock, *this)
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
    if (const auto prepared = m_talk.prepare(); !prepared)
        return finish({.failure = prepared.error()});
    auto dial = WebSocketDial::create(m_request, m_network);
    if (!dial)
        return finish({.failure = dial.error()});
    m_state = Dialling{*std::move(dial)};
    std::get<Dialling>(m_state).dial->watch().start();
    m_dialledAt = now();
    guard();
    m_transport.open(WebSocketDial::targetOf(m_request));
}

void WebSocketLink::Private::transportEntered(Phase phase)
{
    std::get<Dialling>(m_state).dial->watch().enter(phase);
    guard();
}

void WebSocketLink::Private::transportOpened()
{
    transportEntered(Phase::Send);
    m_transport.send(std::get<Dialling>(m_state).dial->bytes());
}

void WebSocketLink::Private::transportSent()
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state)) {
        if (dialling->dial->watch().phase() == Phase::Send)
            transportEntered(Phase::Wait);
    } else if (const auto *closing = std::get_if<Closing>(&m_state); closing && !closing->awaitsPeer) {
        finish(closing->ending);
    }
}

void WebSocketLink::Private::transportReceived(QByteArrayView bytes)
{
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
    noteRead(bytes.size());
    const auto result = std::get<Dialling>(m_state).dial->answer().receive(bytes);
    if (!result)
        return failDial(result.error());
    if (*result)
        connected(**result);
}

void WebSocketLink::Private::connected(const Upgraded &upgraded)
{
    const auto dialled = std::move(std::get<Dialling>(m_state).dial);
    dialled->watch().stop();
    const auto &found = m_transport.findings();
    m_state = Connected{};
    m_talk.begin();
    const PhaseTimes &phases = dialled->watch().times();
    Q_EMIT m_link->happened(LinkConnected{phases.sum(), phases, found.tls,
                                          withoutSecrets(upgraded.subprotocol), found.address, found.family,
                                          found.nameWasKept});
    m_talk.greet();
    read(upgraded.surplus);
}

/// What is left when the turn is over waits for the next one, and the peer with it.
void WebSocketLink::Private::read(QByteArrayView bytes)
{
    const QByteArrayView left = m_talk.read(bytes);
    if (is<Ended>())
        return;
    noteRead(bytes.size() - left.size());
    m_unread = left.toByteArray();
    m_transport.setReading(m_unread.isEmpty());
    if (m_unread.isEmpty() && m_lost)
        finish(*m_lost);
}

void WebSocketLink::Private::noteRead(qsizetype bytes)
{
    if (m_readBefore)
        *m_readBefore -= bytes;
}

void WebSocketLink::Private::readOn()
{
    const QByteArray unread = std::exchange(m_unread, {});
    read(unread);
}

void WebSocketLink::Private::talkEnds(const LinkClosed &ending, std::optional<quint16> closeCode)
{
    if (closeCode)
        leave(*closeCode, ending);
    else
        finish(ending);
}

void WebSocketLink::Private::talkPeerCloses()
{
    if (const auto *closing = std::get_if<Closing>(&m_state))
        finish(closing->ending);
}

void WebSocketLink::Private::transportEnded(Transport::StreamEnd)
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        failDial(dialling->dial->answer().finish());
    else
        lost({.errorClass = ErrorClass::Reset, .detail = endOfStream});
}

void WebSocketLink::Private::transportFailed(const Failure &failure)
{
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        failDial({failure, dialling->dial->watch().phase()});
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
    if (found.dnsFault)
        failure.fault = *found.dnsFault;
    if (found.tlsFault)
        failure.fault = *found.tlsFault;
    failure.proxyFault = found.proxyFault;
    finish({.failure = failure, .tls = found.tls, .address = found.address});
}

void WebSocketLink::Private::send(const QString &message)
{
    if (is<Ended>())
        return;
    if (isConnected())
        m_talk.send(message);
    else
        Q_EMIT m_link->happened(LinkSent{.dropped = 1});
}

void WebSocketLink::Private::onTimer()
{
    m_timer.stop();
    if (isConnected())
        m_talk.tend();
    if (!m_unread.isEmpty())
        readOn();
    judge();
    guard();
}

void WebSocketLink::Private::judge()
{
    const TimePoint time = now();
    if (const auto *closing = std::get_if<Closing>(&m_state)) {
        if (time >= closing->until)
            finish(closing->ending);
        return;
    }
    if (const auto *dialling = std::get_if<Dialling>(&m_state))
        return judgeDial(*dialling->dial, time);
    if (isConnected())
        judgePeer();
}

void WebSocketLink::Private::judgeDial(const WebSocketDial &dial, TimePoint time)
{
    if (time < dial.watch().deadline())
        m_readBefore.reset();
    else if (hasReadAll())
        failDial(dial.overdue());
}

void WebSocketLink::Private::judgePeer()
{
    if (!m_talk.isOverdue())
        return m_readBefore.reset();
    if (hasReadAll())
        m_talk.judge();
}

/// What lay in the socket when time was up comes first: it may be what is waited for, and was in time.
bool WebSocketLink::Private::hasReadAll()
{
    const qint64 unread = m_transport.unread() + m_unread.size();
    if (!m_readBefore)
        m_readBefore = unread;
    if (unread > 0 && *m_readBefore > 0)
        return false;
    m_readBefore.reset();
    return true;
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
        return dialling->dial->watch().deadline();
    return m_talk.deadline();
}

/// Makes the timer fire when something is due, or before: a later time leaves it alone, and it is set again
/// when it fires.
void WebSocketLink::Private::guard()
{
    const TimePoint at = due();
    if (at == TimePoint::max() || (m_timer.isActive() && m_timerDue <= at))
        return;
    m_timerDue = at;
    m_timer.start(resilience::timerMilliseconds(std::max(at, TimePoint{}), now()), Qt::PreciseTimer, m_link);
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
    m_talk.leave();
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
    const auto tellEnd = [link = m_link, messages = m_talk.end(), ending = std::move(ending)] {
        if (messages.count > 0)
            Q_EMIT link->happened(messages);
        Q_EMIT link->happened(ending);
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
    return mayBeOurs && m_stalls.hasStalledSince(is<Dialling>() ? m_dialledAt : m_talk.provenAt());
}

SecretMask WebSocketLink::Private::mask() const
{
    return joined(secretsOf(m_request.options, m_request.proxy), m_request.secrets);
}

/// It may be a token, thrown back.
QString WebSocketLink::Private::withoutSecrets(const QString &subprotocol) const
{
    if (subprotocol.isEmpty())
        return subprotocol;
    const SecretMask secrets = mask();
    return QString::fromLatin1(secrets.masked(subprotocol.toLatin1()));
}

/// A peer may throw back what it was sent. Many that end at once mostly say nothing, and a mask is work.
void WebSocketLink::Private::hideSecrets(LinkClosed &ending) const
{
    if (ending.closeReason.isEmpty() && (!ending.failure || ending.failure->detail.empty()))
        return;
    const SecretMask secrets = mask();
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
