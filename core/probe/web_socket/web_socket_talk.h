// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include <QByteArray>

#include "core/probe/web_socket/frame_flood.h"
#include "core/probe/web_socket/frame_reader.h"
#include "core/probe/web_socket/keepalive_answers.h"
#include "core/probe/web_socket/link_events.h"
#include "core/probe/web_socket/message_intake.h"
#include "core/probe/web_socket/ping_keeper.h"
#include "core/probe/web_socket/web_socket_request.h"

namespace fusebox::probe {

/// What is said over a WebSocket once it is open, until one side ends it: pings and their pongs, the pings of
/// the server's own kind, messages. It knows no socket and no timer: bytes come in a turn at a time, frames
/// go out by the listener, and who holds it looks after deadline(). Thread: any, one at a time; clock and
/// listener outlive it.
class WebSocketTalk
{
public:
    /// Hears from inside the calls.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void talkSends(const QByteArray &frame) = 0;
        /// Bytes that the peer has not taken in yet.
        [[nodiscard]] virtual qint64 talkUnsent() const = 0;
        virtual void talkTells(const LinkEvent &event) = 0;
        /// The talk is over, for whatever reason; `closeCode`: what a close frame is to say, none if none is
        /// due. Once.
        virtual void talkEnds(const LinkClosed &ending, std::optional<quint16> closeCode) = 0;
        /// It was over, and now the peer has closed, too.
        virtual void talkPeerCloses() = 0;
    };

    static constexpr int framesPerTurn = 256;

    WebSocketTalk(const WebSocketRequest &request, const resilience::Clock &clock, Listener &listener);
    Q_DISABLE_COPY_MOVE(WebSocketTalk)

    /// Before there is a connection: a failure if what is looked for in messages can be looked for in none.
    [[nodiscard]] tl::expected<void, ProbeFailure> prepare();
    /// The connection is there: pings.
    void begin();
    /// As one text message; LinkSent says what became of it.
    void send(const QString &message);
    /// What was asked to be sent once connected, and the time of what is to be sent now and then.
    void greet();
    /// Takes in the frames of one turn of the event loop and returns what is left for the next: at most
    /// framesPerTurn, fewer where looking at them takes long.
    [[nodiscard]] QByteArrayView read(QByteArrayView bytes);
    /// We leave: of what comes, only a close frame says anything from here on. No end is told.
    void leave() { m_isOver = true; }

    /// When something is to be done (see `tend`), or is overdue.
    [[nodiscard]] resilience::TimePoint deadline() const;
    /// Does what is due: pings, tells of messages.
    void tend();
    /// Something that was to come has not; all that came before has to be read before that is judged.
    [[nodiscard]] bool isOverdue() const;
    void judge();

    /// Since when the peer is known to live: a sending of ours was answered.
    [[nodiscard]] resilience::TimePoint provenAt() const { return m_provenAt; }
    /// No more of it; gives what was not told yet.
    [[nodiscard]] LinkMessages end();

private:
    void take(const ReadFrame &frame);
    void on(const ReadFragment &fragment);
    void on(const ReadMessage &message);
    void on(const ReadPing &ping);
    void on(const ReadPong &pong);
    void on(const CloseFrame &frame);
    void on(const FrameFault &fault);
    void noteIdleFrame();
    void noteBytes();
    void answerPing();
    void ping();
    void keepAlive(resilience::TimePoint time);
    void sendUncounted(const QString &message);
    void tell(const std::optional<LinkMessages> &messages);
    void endSilent(const FrameFault &fault);
    void end(const LinkClosed &ending, std::optional<quint16> closeCode);
    [[nodiscard]] std::optional<resilience::TimePoint> messageBytes() const;
    [[nodiscard]] resilience::TimePoint now() const { return m_clock.now(); }

    const WebSocketOptions &m_options;
    const resilience::Clock &m_clock;
    Listener &m_listener;
    FrameReader m_reader;
    PingKeeper m_pings;
    MessageIntake m_intake;
    KeepaliveAnswers m_answers;
    FrameFlood m_flood;
    resilience::TimePoint m_keepAliveAt = resilience::TimePoint::max(); ///< when our own is sent next
    resilience::TimePoint m_lastBytes = {}; ///< that brought the message under way forward
    qsizetype m_lastSize = 0;               ///< of it, then
    resilience::TimePoint m_provenAt = {};
    std::optional<QByteArray> m_pinged; ///< the peer's last ping, until it is answered
    bool m_isOver = false;
};

} // namespace fusebox::probe
