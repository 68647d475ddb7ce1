// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include <QString>
#include <QUrl>

#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/contract/probe_request.h"
#include "core/resilience/circuit_breaker.h"
#include "core/resilience/retry.h"
#include "core/settings/endpoint_url.h"
#include "core/settings/host_scope.h"

namespace fusebox::settings {

using resilience::Nanoseconds;

/// Names an endpoint for good, in files, events and commands. Not empty.
using EndpointId = QString;

inline constexpr int maxIdLength = 100;         ///< characters
inline constexpr int maxNameLength = 200;       ///< characters
inline constexpr int maxSentLength = 64 * 1024; ///< characters of a message sent by hand
inline constexpr int maxTagLength = 100;        ///< characters; of a group too
inline constexpr Nanoseconds minInterval = std::chrono::milliseconds(250);

/// How a WebSocket is kept, beyond the endpoint's own settings. `interval` is the time between pings.
struct WebSocketSettings
{
    Nanoseconds pongTimeout = std::chrono::seconds(5);
    Nanoseconds stableAfter =
        std::chrono::seconds(5);        ///< uptime after which the reconnect backoff starts anew
    std::optional<int> maxRetries = {}; ///< reconnects in a row before giving up; none: never
    Nanoseconds refusedDelay =
        std::chrono::seconds(60); ///< before the next attempt after an upgrade that was refused (4xx)
    /// Codes of the peer's close frame that mean "do not come back": it is not dialled again. By default
    /// those that say that the next connection would end the same way.
    std::vector<int> stopCodes = {1002, 1003, 1007, 1008, 1009, 1010, 3000, 4001, 4003};
    std::optional<Nanoseconds> staleAfter = {}; ///< without a message it is degraded; none: never
    int queueLimit = 100;                       ///< messages kept while there is no connection
    probe::WebSocketOptions options = {};

    bool operator==(const WebSocketSettings &) const = default;
};

/// Who answers when the endpoint does not. Polled endpoints only.
struct FallbackSettings
{
    std::vector<QUrl> urls = {};              ///< asked in turn, with the endpoint's settings; of its kind
    std::optional<Nanoseconds> lastGood = {}; ///< then its last good answer, while younger; none: never
    bool sendCredentials =
        false; ///< to those of another origin too: authentication, fields, client certificate

    bool operator==(const FallbackSettings &) const = default;
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
    Nanoseconds interval = std::chrono::seconds(5); ///< between the starts of two checks; >= minInterval
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
    FallbackSettings fallback = {};
    bool paused = false;
    SecretSources secretSources = {};

    bool operator==(const EndpointConfig &) const = default;
};

[[nodiscard]] probe::ProbeKind kindOf(const EndpointConfig &config);
/// Of a check of one's own, "check:id": no file and no person writes one (see own_checks.h).
[[nodiscard]] QUrl ownCheckUrl(const EndpointId &id);
[[nodiscard]] bool isOwnCheck(const QUrl &url);
/// Who is asked. A check of one's own runs on this machine.
[[nodiscard]] QString hostOf(const EndpointConfig &config);
/// Of the host that is dialled: the proxy, if there is one.
[[nodiscard]] HostScope scopeOf(const EndpointConfig &config);
/// What a check of it asks.
[[nodiscard]] probe::ProbeRequest requestOf(const EndpointConfig &config);
/// What it asks of a fallback URL, by its number. Another origin than the endpoint's own is told nothing
/// secret, unless that is what the settings say.
[[nodiscard]] probe::ProbeRequest fallbackRequestOf(const EndpointConfig &config, std::size_t index);

/// The URL's host is a literal address of a family that it may not be dialled by. (A proxy dials it itself.)
[[nodiscard]] bool rulesOutItsHost(const EndpointConfig &config);

/// A readable id that is not in `taken`, made from the URL: "orders.example-health", "...-2"; of a name
/// looked up: "orders.example-mx".
[[nodiscard]] EndpointId makeEndpointId(const QUrl &url, const QStringList &taken);
/// The name shown when none was given: host, with port and path where they say something.
[[nodiscard]] QString defaultEndpointName(const QUrl &url);

} // namespace fusebox::settings
