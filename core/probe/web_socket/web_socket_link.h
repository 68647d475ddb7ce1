// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include <QMetaType>
#include <QObject>
#include <QString>
#include <QUrl>

#include "core/probe/names/name_options.h"
#include "core/probe/probe.h"
#include "core/probe/tls/trust_profile.h"
#include "core/probe/transport/network.h"
#include "core/probe/transport/proxy_options.h"
#include "core/probe/web_socket/message_intake.h"
#include "core/probe/web_socket/web_socket_options.h"

namespace fusebox::probe {

class StallWatch;

/// Names one attempt at a WebSocket; never used again, so a late event of an old link can touch no new one.
using LinkId = std::uint64_t;

struct WebSocketRequest
{
    QUrl url;
    Timeouts timeouts = {}; ///< of names, TCP, TLS and the upgrade's answer (firstByte), and of them together
    resilience::Nanoseconds pingInterval = std::chrono::seconds(5);
    /// How much sooner the second ping comes, in [0, pingInterval): the phase in which it pings from then on,
    /// so that links that were dialled together do not ping together for ever.
    resilience::Nanoseconds pingOffset{0};
    resilience::Nanoseconds pongTimeout = std::chrono::seconds(5);
    resilience::Nanoseconds closeTimeout = std::chrono::seconds(2);
    bool freshNames = false; ///< the name is looked up anew: where it led to last, nobody was found
    TrustProfile trust = {};
    NameOptions names = {};
    ProxyOptions proxy = {};
    WebSocketOptions options = {};
};

struct LinkConnected
{
    resilience::Nanoseconds latency{0}; ///< from the first question to the answer to the upgrade
    PhaseTimes phases = {};             ///< dns to wait, which add up to it
    std::optional<TlsFacts> tls = {};   ///< over TLS
    QString subprotocol = {};           ///< that the server chose; empty: none
    QString address = {};               ///< of the peer, or of the proxy
    std::optional<AddressFamily> family = {};
    bool nameWasKept = false; ///< an earlier answer was used: there was no Phase::Dns
};
struct LinkPong
{
    resilience::Nanoseconds roundTrip{0}; ///< of the ping with our own id
};
/// Messages of ours.
struct LinkSent
{
    qint64 count = 0;
    qint64 bytes = 0;
    qint64 dropped = 0; ///< the peer takes none in, or the connection is about to end
};
/// The end of a link, exactly one for each, and its last event. No failure: we closed it ourselves. Else the
/// failure is Reset when the peer ended it, with a close frame (the code is in the failure) or without;
/// Timeout when connecting took too long or a pong did not come; HttpStatus when the upgrade was refused;
/// Protocol when the peer spoke nonsense, or the request cannot be sent; Assertion when the expected message
/// did not come; Tls when the peer or a file of the trust profile is not to be trusted, in which case no
/// request was sent; and whatever a transport fails with.
struct LinkClosed
{
    std::optional<ProbeFailure> failure = {};
    std::optional<TlsFacts> tls = {}; ///< of a peer that was not connected to, where it showed a certificate
    QString closeReason = {};         ///< of the close frame: the peer's text, hostile, at most 123 bytes
    QString address =
        {}; ///< of a dial that failed: connected to, or dialled first; of the proxy, if there is one
    /// Our own thread stood still since the peer last proved to live: it may have been us who were silent.
    bool afterStall = false;
};
using LinkEvent = std::variant<LinkConnected, LinkPong, LinkMessages, LinkSent, LinkClosed>;

/// One WebSocket, dialled once over a transport of its own, pinged, and watched until it ends. It never
/// redials: who decides that (the session) lives elsewhere. Every deadline is its own: connect and handshake,
/// pong, close. The first ping goes out at once, each further one pingInterval after the last (the second one
/// pingOffset sooner), but not before that one's pong. Once connected it sends the greeting. In one turn of
/// the event loop it reads once and takes in framesPerTurn frames, fewer where looking at them takes long, so
/// that a flood from one peer does not keep the others waiting. Thread: that of the network, which outlives
/// the link, and so do the stalls.
class WebSocketLink final : public QObject
{
    Q_OBJECT

public:
    static constexpr int framesPerTurn = 256;

    WebSocketLink(const WebSocketRequest &request, const Network &network, const StallWatch &stalls,
                  QObject *parent = nullptr);
    /// Drops the connection, without an event.
    ~WebSocketLink() override;

    /// Once.
    void open();
    /// Closes politely; ends with LinkClosed at the latest after closeTimeout.
    void close();
    /// As one text message; LinkSent says what became of it, unless the link has ended.
    void send(const QString &message);

Q_SIGNALS:
    /// Never from inside open() or close(). The link may be deleted later from it.
    void event(const fusebox::probe::LinkEvent &event);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::probe

Q_DECLARE_METATYPE(fusebox::probe::LinkEvent)
