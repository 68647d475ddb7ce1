// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/names/dns_settings.h"

namespace fusebox::testing {

/// Servers on 127.0.0.1, and nothing of this machine's own settings.
inline probe::DnsSettings dnsAt(const QList<quint16> &ports)
{
    probe::DnsSettings settings{.resolvConf = QStringLiteral("/nonexistent/resolv.conf"),
                                .hosts = QStringLiteral("/nonexistent/hosts")};
    for (const quint16 port : ports)
        settings.servers.push_back({QHostAddress(QHostAddress::LocalHost), port});
    return settings;
}

} // namespace fusebox::testing
