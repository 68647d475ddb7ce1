// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tuple>
#include <variant>
#include <vector>

#include <QUrl>

#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/contract/probe_request.h"

namespace fusebox::settings {

using resilience::Nanoseconds;

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

/// Whom to trust, and when a certificate is too old.
struct TlsSettings
{
    probe::TrustProfile trust = {};
    Nanoseconds certificateWarning = std::chrono::days(21); ///< left before the certificate expires: degraded

    bool operator==(const TlsSettings &) const = default;
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

/// What may be set for a kind, besides what may be for all: one line a kind. What is not in it does not exist
/// there. http has a TlsSettings because a redirect leads to https too.
using HttpParts =
    std::tuple<probe::HttpOptions, TlsSettings, probe::NameOptions, probe::ProxyOptions, FallbackSettings>;
using WebSocketParts = std::tuple<WebSocketSettings, TlsSettings, probe::NameOptions, probe::ProxyOptions>;
using TcpParts = std::tuple<probe::TcpOptions, probe::NameOptions, probe::ProxyOptions, FallbackSettings>;
using TlsParts =
    std::tuple<probe::TcpOptions, TlsSettings, probe::NameOptions, probe::ProxyOptions, FallbackSettings>;
using DnsParts = std::tuple<probe::DnsOptions, probe::NameOptions, FallbackSettings>;
using OwnCheckParts = std::tuple<probe::OwnCheckOptions>;
using ExecParts = std::tuple<probe::ExecOptions>;

/// In the order of ProbeKind.
using KindParts =
    std::variant<HttpParts, WebSocketParts, TcpParts, TlsParts, DnsParts, OwnCheckParts, ExecParts>;

template <probe::ProbeKind Kind>
using PartsOf = std::variant_alternative_t<static_cast<std::size_t>(Kind), KindParts>;
static_assert(std::variant_size_v<KindParts> == probe::Kinds.size());
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::Http>, HttpParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::WebSocket>, WebSocketParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::Tcp>, TcpParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::Tls>, TlsParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::Dns>, DnsParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::OwnCheck>, OwnCheckParts>);
static_assert(std::is_same_v<PartsOf<probe::ProbeKind::Exec>, ExecParts>);

/// What an endpoint is asked: a URL, which says the kind, and what may be set for that kind.
class Asked
{
public:
    /// http, of no URL yet.
    Asked() = default;
    /// All that its kind has by default.
    Asked(const QUrl &url); // NOLINT(google-explicit-constructor): a URL says what is asked
    /// A check of one's own (see health/own_checks.h) has no URL.
    explicit Asked(const probe::OwnCheckOptions &check);

    [[nodiscard]] const QUrl &url() const { return m_url; }
    [[nodiscard]] probe::ProbeKind kind() const { return static_cast<probe::ProbeKind>(m_parts.index()); }
    /// What was set stays as far as the new URL's kind is the same.
    void setUrl(const QUrl &url);

    /// Null: it does not exist for this kind.
    template <typename Part>
    [[nodiscard]] Part *find();
    template <typename Part>
    [[nodiscard]] const Part *find() const
    {
        return const_cast<Asked *>(this)->find<Part>();
    }
    /// As if nothing were set where it does not exist.
    template <typename Part>
    [[nodiscard]] const Part &part() const;
    /// Each that exists.
    template <typename Visitor>
    void forEach(Visitor visitor) const;

    bool operator==(const Asked &) const = default;

private:
    QUrl m_url = {};
    KindParts m_parts = {};
};

template <typename Part>
Part *Asked::find()
{
    const auto findIn = []<typename... Parts>(std::tuple<Parts...> &parts) -> Part * {
        if constexpr ((std::is_same_v<Part, Parts> || ...))
            return &std::get<Part>(parts);
        else
            return nullptr;
    };
    return std::visit(findIn, m_parts);
}

template <typename Part>
const Part &Asked::part() const
{
    static const Part byDefault;
    const Part *found = find<Part>();
    return found ? *found : byDefault;
}

template <typename Visitor>
void Asked::forEach(Visitor visitor) const
{
    const auto each = [&](const auto &...parts) { (visitor(parts), ...); };
    std::visit([&](const auto &parts) { std::apply(each, parts); }, m_parts);
}

} // namespace fusebox::settings
