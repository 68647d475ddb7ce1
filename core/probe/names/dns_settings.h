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
    /// Before a question is put to the next server as well, and sent again to the first; twice as long before
    /// each further time.
    std::chrono::milliseconds resendAfter{500};
    /// Of one question, until it is put anew. Few: who asks for a name that is under way often enough waits
    /// for the next of them, and a server that is back is to be found within a second.
    int sends = 2;
};

} // namespace fusebox::probe
