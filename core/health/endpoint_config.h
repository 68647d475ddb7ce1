// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QString>
#include <QUrl>

#include "core/health/endpoint_url.h"
#include "core/probe/probe_request.h"
#include "core/resilience/circuit_breaker.h"
#include "core/resilience/retry.h"

namespace fusebox::health {

using resilience::Nanoseconds;

/// Names an endpoint for good, in files, events and commands. Not empty.
using EndpointId = QString;

inline constexpr int maxIdLength = 100;   ///< characters
inline constexpr int maxNameLength = 200; ///< characters
inline constexpr int maxTagLength = 100;  ///< characters; of a group too

/// How a WebSocket is kept, beyond the endpoint's own settings. `interval` is the time between pings.
struct WebSocketSettings
{
    Nanoseconds pongTimeout = std::chrono::seconds(5);
    Nanoseconds stableAfter =
        std::chrono::seconds(5);        ///< uptime after which the reconnect backoff starts anew
    std::optional<int> maxRetries = {}; ///< reconnects in a row before giving up; none: never

    bool operator==(const WebSocketSettings &) const = default;
};

/// What stands in the configuration file as the name of an environment variable instead of a secret: the
/// variable, by the JSON pointer inside the endpoint ("/http/bearer"). The secret itself is in its place.
using SecretSources = std::map<QString, QString>;

/// Everything a person says about an endpoint; only `url` has no default. Immutable once it is with the
/// monitor.
struct EndpointConfig
{
    EndpointId id = {};
    QString name = {};
    QString group = {};    ///< the heading it stands under; empty: none
    QStringList tags = {}; ///< words to find it by
    QUrl url = {};
    Nanoseconds interval = std::chrono::seconds(5); ///< >= 100 ms; between the starts of two checks
    probe::Timeouts timeouts = {};
    resilience::RetrySettings retry = {};
    resilience::CircuitSettings circuit = {};
    Nanoseconds slowAfter = std::chrono::seconds(1); ///< a success that took longer is slow
    probe::TrustProfile tls = {};
    Nanoseconds certificateWarning = std::chrono::days(21); ///< left before the certificate expires: degraded
    probe::NameOptions names = {};
    probe::ProxyOptions proxy = {};
    probe::HttpOptions http = {};
    probe::TcpOptions tcp = {};
    probe::DnsOptions dns = {};
    WebSocketSettings webSocket = {};
    bool paused = false;
    SecretSources secretSources = {};

    bool operator==(const EndpointConfig &) const = default;
};

[[nodiscard]] EndpointKind kindOf(const EndpointConfig &config);
/// What a check of it asks.
[[nodiscard]] probe::ProbeRequest requestOf(const EndpointConfig &config);

/// A readable id that is not in `taken`, made from the URL: "orders.example-health", "...-2"; of a name
/// looked up: "orders.example-mx".
[[nodiscard]] EndpointId makeEndpointId(const QUrl &url, const QStringList &taken);
/// The name shown when none was given: host, with port and path where they say something.
[[nodiscard]] QString defaultEndpointName(const QUrl &url);

} // namespace fusebox::health
