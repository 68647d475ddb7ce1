// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include <QLatin1StringView>

#include "core/probe/contract/options/dns_options.h"
#include "core/probe/contract/options/exec_options.h"
#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/own_check_options.h"
#include "core/probe/contract/options/tcp_options.h"

/// The kinds of checks: an enumerator, a line for each of its schemes, a line of what holds for all of them,
/// and what it asks. Who makes its probe
/// stands in factory/network_probe_factory, what else may be set for it in settings/asked.
namespace fusebox::probe {

/// OwnCheck has no scheme: no file and no person writes one.
enum class ProbeKind : std::uint8_t { Http, WebSocket, Tcp, Tls, Dns, OwnCheck, Exec };

/// What follows the scheme in a URL.
enum class UrlForm : std::uint8_t {
    Web,         ///< ://host[:port][/path][?query]
    HostAndPort, ///< ://host:port
    Lookup,      ///< ://[server[:port]]/name[?type=AAAA]
    Bare         ///< : and nothing more
};

struct Scheme
{
    QLatin1StringView name; ///< in lower case
    ProbeKind kind;
    UrlForm form;
    int port;   ///< where the URL names none; 0: it has to
    bool isTls; ///< from the first byte on
};

inline constexpr std::array Schemes{
    Scheme{QLatin1StringView("http"), ProbeKind::Http, UrlForm::Web, 80, false},
    Scheme{QLatin1StringView("https"), ProbeKind::Http, UrlForm::Web, 443, true},
    Scheme{QLatin1StringView("ws"), ProbeKind::WebSocket, UrlForm::Web, 80, false},
    Scheme{QLatin1StringView("wss"), ProbeKind::WebSocket, UrlForm::Web, 443, true},
    Scheme{QLatin1StringView("tcp"), ProbeKind::Tcp, UrlForm::HostAndPort, 0, false},
    Scheme{QLatin1StringView("tls"), ProbeKind::Tls, UrlForm::HostAndPort, 0, true},
    Scheme{QLatin1StringView("dns"), ProbeKind::Dns, UrlForm::Lookup, 53, false},
    Scheme{QLatin1StringView("exec"), ProbeKind::Exec, UrlForm::Bare, 0, false},
};

/// What holds for all checks of a kind, whatever its scheme.
struct KindTraits
{
    ProbeKind kind;
    bool isKept = false; ///< stays connected; others are polled
    /// The URL's host, if it has one, is the name server that is asked; of others it is the peer.
    bool asksNameServer = false;
    bool runsHere = false; ///< asks nobody over the network
    /// Does what the configuration says on this machine: nobody else may write that file.
    bool runsCommands = false;
    int mostAtOnce = 0; ///< whomever they ask; 0: as many as of all kinds together
};

/// In the order of ProbeKind.
inline constexpr std::array Kinds{
    KindTraits{.kind = ProbeKind::Http},
    KindTraits{.kind = ProbeKind::WebSocket, .isKept = true},
    KindTraits{.kind = ProbeKind::Tcp},
    KindTraits{.kind = ProbeKind::Tls},
    KindTraits{.kind = ProbeKind::Dns, .asksNameServer = true},
    KindTraits{.kind = ProbeKind::OwnCheck, .runsHere = true},
    KindTraits{.kind = ProbeKind::Exec, .runsHere = true, .runsCommands = true, .mostAtOnce = 8},
};

[[nodiscard]] constexpr const KindTraits &traitsOf(ProbeKind kind)
{
    return Kinds[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr bool kindsAreInOrder()
{
    for (std::size_t i = 0; i < Kinds.size(); ++i)
        if (Kinds[i].kind != static_cast<ProbeKind>(i))
            return false;
    return true;
}
static_assert(kindsAreInOrder());

/// What one attempt asks, by its kind. WebSockets stay connected: see WebSocketRequest.
using Options = std::variant<HttpOptions, TcpOptions, DnsOptions, OwnCheckOptions, ExecOptions>;

} // namespace fusebox::probe
