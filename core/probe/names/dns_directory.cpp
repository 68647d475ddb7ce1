// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_directory.h"

namespace fusebox::probe {

namespace {

constexpr qsizetype mostKnown = 256; ///< lists of servers

QString keyOf(const QList<DnsServer> &servers)
{
    QString key;
    for (const DnsServer &server : servers)
        key += server.address.toString() + u' ' + QString::number(server.port) + u' ';
    return key;
}

} // namespace

DnsDirectory::DnsDirectory(NameResolver &names, const DnsSettings &settings)
    : m_names(names)
    , m_settings(settings)
{
}

std::shared_ptr<DnsServers> DnsDirectory::servers(const QList<DnsServer> &servers)
{
    if (m_known.size() >= mostKnown)
        m_known.clear(); // running questions keep theirs
    auto &known = m_known[keyOf(servers)];
    if (!known) {
        DnsSettings settings = m_settings;
        settings.servers = servers;
        settings.resolvConf.clear(); // it is about the system's servers
        known = std::make_shared<DnsServers>(settings);
    }
    return known;
}

} // namespace fusebox::probe
