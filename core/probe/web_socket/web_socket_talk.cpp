// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_talk.h"

#include <algorithm>
#include <utility>

#include "core/probe/web_socket/frame_writer.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::TimePoint;

namespace {

constexpr qint64 maxUnsentBytes = 1024 * 1024;      // of a peer that takes no messages in
constexpr qint64 maxUnsentPongs = 64 * 1024;        // of one that pings, and takes no pongs in
constexpr std::chrono::milliseconds longestTurn(2); ///< after which no other message is looked at

FrameReader::Limits limitsOf(const WebSocketOptions &options)
{
    constexpr auto most = WebSocketOptions::mostBytes;
    return {std::min(options.maxFrame, most), std::min(options.maxMessage, most)};
}

} // namespace

WebSocketTalk::WebSocketTalk(const WebSocketRequest &request, const resilience::Clock &clock,
                             Listener &listener)
    : m_options(request.options)
    , m_clock(clock)
    , m_listener(listener)
    , m_reader(limitsOf(request.options))
    , m_pings({request.pingInterval, request.pingOffset, request.pongTimeout})
    , m_intake(clock)
{
}

tl::expected<void, ProbeFailure> WebSocketTalk::prepare()
{
    if (const auto prepared = m_intake.prepare(m_options); !prepared)
        return tl::unexpected(ProbeFailure{prepared.error(), Phase::Wait, asFault(prepared.error().fault)});
    auto answers = KeepaliveAnswers::create(m_options.keepalive.answer);
    if (!answers)
        return tl::unexpected(ProbeFailure{answers.error(), Phase::Wait, asFault(answers.error().fault)});
    m_answers = *std::move(answers);
    return {};
}

void WebSocketTalk::begin()
{
    m_provenAt = now();
    m_intake.begin(m_provenAt);
    ping();
}

void WebSocketTalk::greet()
{
    if (!m_options.greeting.isEmpty())
        send(m_options.greeting);
    if (!m_options.keepalive.send.isEmpty())
        m_keepAliveAt = resilience::saturatingAdd(m_provenAt, m_options.keepalive.every);
}

void WebSocketTalk::send(const QString &message)
{
    if (m_isOver || m_listener.talkUnsent() > maxUnsentBytes)
        return m_listener.talkTells(LinkSent{.dropped = 1});
    const QByteArray text = message.toUtf8();
    m_listener.talkSends(clientFrame(FrameKind::Text, text));
    m_listener.talkTells(LinkSent{.count = 1, .bytes = text.size()});
}

QByteArrayView WebSocketTalk::read(QByteArrayView bytes)
{
    const TimePoint turnEnd = now() + longestTurn;
    for (int frames = 0; !bytes.isEmpty() && frames < framesPerTurn; ++frames) {
        if (frames > 0 && now() >= turnEnd)
            break;
        const auto frame = m_reader.read(bytes);
        if (frame && m_pings.isBlocked() && !m_reader.isWithinMessage())
            m_pings.noteFrame(now());
        if (frame)
            take(*frame);
    }
    noteBytes();
    answerPing();
    return bytes;
}

/// Once it is over, only the peer's own close frame says anything.
void WebSocketTalk::take(const ReadFrame &frame)
{
    if (!m_isOver)
        std::visit([this](const auto &what) { on(what); }, frame);
    else if (std::holds_alternative<CloseFrame>(frame))
        m_listener.talkPeerCloses();
}

void WebSocketTalk::on(const ReadFragment &fragment)
{
    if (fragment.isEmpty)
        noteIdleFrame();
}

void WebSocketTalk::on(const ReadMessage &message)
{
    m_pings.noteMessage();
    if (const QString *answer = m_answers.answerTo(message.payload, m_clock)) {
        sendUncounted(*answer);
        tell(m_intake.takeAnswered(message.payload, now()));
    } else {
        tell(m_intake.take(message.payload, now()));
    }
}

void WebSocketTalk::on(const ReadPing &ping)
{
    m_pinged = ping.payload;
    noteIdleFrame();
}

void WebSocketTalk::on(const ReadPong &pong)
{
    if (const auto answer = m_pings.takePong(pong.payload, now())) {
        m_provenAt = answer->pinged;
        m_listener.talkTells(LinkPong{answer->roundTrip});
    }
    noteIdleFrame();
}

void WebSocketTalk::on(const CloseFrame &frame)
{
    auto failure = frame.fault ? webSocketFailure(*frame.fault)
                               : ProbeFailure{{.errorClass = ErrorClass::Reset}, Phase::Transfer};
    failure.closeCode = frame.code;
    end({.failure = failure, .closeReason = frame.reason},
        frame.fault ? closeCodeFor(*frame.fault) : frame.code);
}

void WebSocketTalk::on(const FrameFault &fault)
{
    end({.failure = webSocketFailure(fault.what, fault.detail)}, closeCodeFor(fault.what));
}

void WebSocketTalk::noteIdleFrame()
{
    if (!m_isOver && m_flood.add(m_clock))
        on(FrameFault{WebSocketFault::Flood});
}

void WebSocketTalk::noteBytes()
{
    const qsizetype size = m_reader.messageSize();
    if (std::exchange(m_lastSize, size) == size && !m_reader.isWithinFrame())
        return; // fragments that hold nothing
    m_lastBytes = now();
    if (m_pings.isBlocked())
        m_pings.noteBytes(m_lastBytes);
}

/// The last of them, once a turn (RFC 6455, 5.5.3).
void WebSocketTalk::answerPing()
{
    const auto payload = std::exchange(m_pinged, std::nullopt);
    if (payload && !m_isOver && m_listener.talkUnsent() <= maxUnsentPongs)
        m_listener.talkSends(clientFrame(FrameKind::Pong, *payload));
}

void WebSocketTalk::ping()
{
    const QByteArray id = m_pings.ping(now(), m_reader.isWithinMessage());
    m_listener.talkSends(clientFrame(FrameKind::Ping, id));
}

void WebSocketTalk::keepAlive(TimePoint time)
{
    if (time < m_keepAliveAt)
        return;
    sendUncounted(m_options.keepalive.send);
    m_keepAliveAt = resilience::saturatingAdd(time, m_options.keepalive.every);
}

/// A ping of the server's own kind: as little a message as the protocol's, either way.
void WebSocketTalk::sendUncounted(const QString &message)
{
    if (m_listener.talkUnsent() <= maxUnsentPongs)
        m_listener.talkSends(clientFrame(FrameKind::Text, message.toUtf8()));
}

TimePoint WebSocketTalk::deadline() const
{
    return std::min({m_pings.deadline(), m_intake.deadline(), m_keepAliveAt});
}

void WebSocketTalk::tend()
{
    const TimePoint time = now();
    keepAlive(time);
    tell(m_intake.due(time));
    if (!m_isOver && m_pings.isDue(time))
        ping();
}

bool WebSocketTalk::isOverdue() const
{
    const TimePoint time = now();
    return m_intake.isOverdue(time) || m_pings.isOverdue(time);
}

void WebSocketTalk::judge()
{
    const TimePoint time = now();
    if (m_intake.isOverdue(time))
        on(FrameFault{WebSocketFault::NoExpectedMessage});
    else if (const auto fault = m_pings.overdue(time, messageBytes()))
        endSilent(*fault);
}

/// Between the fragments of a message nothing has stopped half way.
void WebSocketTalk::endSilent(const FrameFault &fault)
{
    const bool isStalled = fault.what != WebSocketFault::StalledFrame || m_reader.isWithinFrame();
    end({.failure = webSocketFailure(isStalled ? fault.what : WebSocketFault::NoPong, fault.detail)},
        std::nullopt);
}

std::optional<TimePoint> WebSocketTalk::messageBytes() const
{
    return m_reader.isWithinMessage() ? std::optional(m_lastBytes) : std::nullopt;
}

void WebSocketTalk::tell(const std::optional<LinkMessages> &messages)
{
    if (messages)
        m_listener.talkTells(*messages);
}

LinkMessages WebSocketTalk::end()
{
    m_isOver = true;
    return m_intake.end();
}

void WebSocketTalk::end(const LinkClosed &ending, std::optional<quint16> closeCode)
{
    m_isOver = true;
    m_listener.talkEnds(ending, closeCode);
}

} // namespace fusebox::probe
