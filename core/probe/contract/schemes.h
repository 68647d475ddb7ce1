// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include <QLatin1StringView>
#include <QStringView>

class QUrl;

/// What there is to ask, and what follows from the scheme of a URL alone: one line a scheme, with which a new
/// kind begins. Who makes its probe is in factory/probe_kinds.
namespace fusebox::probe {

enum class ProbeKind : std::uint8_t { Http, WebSocket, Tcp, Tls, Dns };

struct Scheme
{
    QLatin1StringView name; ///< in lower case
    ProbeKind kind;
    int port;   ///< where the URL names none; 0: it has to
    bool isTls; ///< from the first byte on
};

[[nodiscard]] std::span<const Scheme> schemes();
/// Null: no such scheme. `name` in lower case.
[[nodiscard]] const Scheme *findScheme(QStringView name);

/// The URL's, or its scheme's; 0: neither has one.
[[nodiscard]] int portOf(const QUrl &url);
[[nodiscard]] bool isTls(const QUrl &url);
/// One of several, such as http and https.
[[nodiscard]] bool isOfKind(const QUrl &url, ProbeKind kind);

/// Stays connected; others are polled.
[[nodiscard]] constexpr bool isKept(ProbeKind kind)
{
    return kind == ProbeKind::WebSocket;
}
/// The URL's host, if it has one, is the name server that is asked; of others it is the peer.
[[nodiscard]] constexpr bool asksNameServer(ProbeKind kind)
{
    return kind == ProbeKind::Dns;
}

} // namespace fusebox::probe
