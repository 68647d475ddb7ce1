// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include "core/probe/contract/options/name_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/contract/probe.h"

namespace fusebox::probe {

struct WebSocketRequest
{
    QUrl url;
    Timeouts timeouts =
        {}; ///< of names, TCP, TLS, the upgrade and its answer (firstByte), and of them together
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
    std::vector<QByteArray> secrets = {}; ///< see ProbeRequest

    bool operator==(const WebSocketRequest &) const = default;
};

} // namespace fusebox::probe
