// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include <QMetaType>
#include <QString>

#include "core/probe/contract/probe.h"
#include "core/probe/web_socket/link_messages.h"

namespace fusebox::probe {

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

} // namespace fusebox::probe

Q_DECLARE_METATYPE(fusebox::probe::LinkEvent)
