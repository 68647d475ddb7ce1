// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include <QString>
#include <QStringList>

#include "core/resilience/circuit_breaker.h"
#include "core/resilience/retry.h"
#include "core/settings/asked.h"
#include "core/settings/endpoint_url.h"
#include "core/settings/host_scope.h"

namespace fusebox::settings {

/// Names an endpoint for good, in files, events and commands. Not empty.
using EndpointId = QString;

inline constexpr int maxIdLength = 100;         ///< characters
inline constexpr int maxNameLength = 200;       ///< characters
inline constexpr int maxSentLength = 64 * 1024; ///< characters of a message sent by hand
inline constexpr int maxTagLength = 100;        ///< characters; of a group too
inline constexpr Nanoseconds minInterval = std::chrono::milliseconds(250);

/// What is written as {"env": "NAME"} rather than as "${env:NAME}", which is in its place: the variable, by
/// the JSON pointer inside the endpoint ("/http/bearer").
using SecretSources = std::map<QString, QString>;

/// Everything a person says about an endpoint; only what is asked has no default. Immutable once it is with
/// the monitor.
struct EndpointConfig
{
    EndpointId id = {};
    QString name = {};
    QString group = {};                             ///< the heading it stands under; empty: none
    QStringList tags = {};                          ///< words to find it by
    Asked asked = {};                               ///< the URL, and what may be set for its kind
    Nanoseconds interval = std::chrono::seconds(5); ///< between the starts of two checks; >= minInterval
    probe::Timeouts timeouts = {};
    resilience::RetrySettings retry = {};
    resilience::CircuitSettings circuit = {};
    Nanoseconds slowAfter = std::chrono::seconds(1); ///< a success that took longer is slow
    bool paused = false;
    SecretSources secretSources = {};
    /// Of one that is filled in (see secret_filling.h): what was put in, to be masked wherever it comes back.
    std::vector<QByteArray> secrets = {};

    [[nodiscard]] const QUrl &url() const { return asked.url(); }
    /// See Asked.
    template <typename Part>
    [[nodiscard]] Part *find()
    {
        return asked.find<Part>();
    }
    template <typename Part>
    [[nodiscard]] const Part &part() const
    {
        return asked.part<Part>();
    }

    bool operator==(const EndpointConfig &) const = default;
};

[[nodiscard]] inline probe::ProbeKind kindOf(const EndpointConfig &config)
{
    return config.asked.kind();
}
[[nodiscard]] inline const probe::KindTraits &traitsOf(const EndpointConfig &config)
{
    return probe::traitsOf(kindOf(config));
}
/// How a WebSocket is kept.
[[nodiscard]] inline const WebSocketSettings &keptAs(const EndpointConfig &config)
{
    return config.part<WebSocketSettings>();
}
[[nodiscard]] inline bool isProxied(const EndpointConfig &config)
{
    return config.part<probe::ProxyOptions>().kind != probe::ProxyKind::None;
}
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
[[nodiscard]] EndpointId makeEndpointId(const Asked &asked, const QStringList &taken);
/// What asks nobody over the network, in a word or two; empty: all else, which its URL tells.
[[nodiscard]] QString titleOf(const Asked &asked);
/// The name shown when none was given: its title; or host, with port and path where they say something.
[[nodiscard]] QString defaultEndpointName(const Asked &asked);

} // namespace fusebox::settings
