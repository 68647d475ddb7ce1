// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include <QHostAddress>
#include <QList>
#include <QString>

namespace fusebox::probe {

struct DnsServer
{
    QHostAddress address;
    quint16 port = 53; ///< of UDP and TCP

    bool operator==(const DnsServer &) const = default;
};

/// Whom to ask, and how patiently. The defaults are the system's servers.
struct DnsSettings
{
    QList<DnsServer> servers = {};                           ///< empty: those that `resolvConf` names
    QString resolvConf = QStringLiteral("/etc/resolv.conf"); ///< also for its search domains
    QString hosts = QStringLiteral("/etc/hosts");
    quint16 port = 53; ///< of the servers in `resolvConf`
    /// Before a question is sent again, to the next server; twice as long each time the list is through.
    std::chrono::milliseconds resendAfter{500};
    int sends = 4; ///< to each server
};

} // namespace fusebox::probe
