// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>
#include <QUrl>

#include "core/probe/contract/options/name_options.h"

namespace fusebox::probe {

/// IPv4 or IPv6, of a host that is an address; none of a name.
[[nodiscard]] std::optional<AddressFamily> literalFamily(const QString &host);

/// The host of a URL as it is dialled: a name in ASCII, or an address. The zone of one ("fe80::1%eth0") is as
/// the system writes it, not in the escapes of a URL (RFC 6874: "%25eth0").
[[nodiscard]] QString dialledHost(const QUrl &url);

/// The zone says which of this machine's networks an address is in, and means nothing to a peer: it is in no
/// Host, SNI or certificate (RFC 6874, 3). A host without one stays as it is.
[[nodiscard]] QString withoutZone(const QString &host);

/// The text of a URL whose zone may stand as the system writes it ("http://[fe80::1%eth0]/") with that zone
/// as QUrl reads it; any other text as it is. What begins with "%25" and goes on is taken as escaped.
[[nodiscard]] QString withEscapedZone(const QString &url);

} // namespace fusebox::probe
