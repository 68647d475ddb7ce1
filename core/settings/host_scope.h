// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

namespace fusebox::settings {

/// How far away a host is, as far as its name tells.
enum class HostScope : std::uint8_t {
    Loopback, ///< this machine
    Private,  ///< the local network: answers without the Internet, too
    Public
};

/// Of a URL's host, in lower case; names are not looked up. Private are the addresses of RFC 1918, link-local
/// and unique local ones (RFC 4193), names below ".local" and names of one label. No host at all (the
/// system's own DNS servers) is Public.
[[nodiscard]] HostScope scopeOf(const QString &host);

} // namespace fusebox::settings
