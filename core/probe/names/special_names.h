// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::probe {

/// "localhost" and what is below it (RFC 6761, 6.3).
[[nodiscard]] bool isLocalhost(const QString &host);

/// Below ".local", which is multicast DNS's and no server's (RFC 6762, 3).
[[nodiscard]] bool isMulticastName(const QString &host);

/// Below ".onion", which is Tor's: servers are not to hear of it (RFC 7686, 2).
[[nodiscard]] bool isOnion(const QString &host);

/// Without a dot: a name of the local network, perhaps known to no DNS server.
[[nodiscard]] bool isSingleLabel(const QString &host);

} // namespace fusebox::probe
