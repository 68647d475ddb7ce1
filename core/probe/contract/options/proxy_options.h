// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

namespace fusebox::probe {

enum class ProxyKind : std::uint8_t { None, Http, Socks5 };

/// A proxy to go through. It resolves the names of what it is asked for, and sees no TLS content.
struct ProxyOptions
{
    ProxyKind kind = ProxyKind::None;
    QString host = {}; ///< a name (in ASCII) or a literal address
    quint16 port = 0;
    QString user = {}; ///< empty: without authentication
    QString password = {};

    bool operator==(const ProxyOptions &) const = default;
};

} // namespace fusebox::probe
