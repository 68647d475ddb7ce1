// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/names/dns_lookup.h"
#include "core/probe/names/hosts_file.h"
#include "core/probe/names/name_cache.h"
#include "core/probe/names/resolver.h"

namespace fusebox::probe {

/// Finds who knows a name. The hosts file comes first, then DNS, asked by us; the system's resolver is for
/// those who want it (NameSource::System), for localhost, for ".local", and for names of one label that DNS
/// does not know. Answers of DNS are kept as NameOptions::keepFor says, all others are not. resolv.conf and
/// hosts are read again when they change. Thread: see Resolver; clock and system outlive it.
class NameResolver final : public Resolver
{
public:
    NameResolver(const resilience::Clock &clock, Resolver &system, const DnsSettings &settings = {});
    ~NameResolver() override;
    Q_DISABLE_COPY_MOVE(NameResolver)

    [[nodiscard]] std::optional<QList<QHostAddress>> kept(const QString &host,
                                                          const NameOptions &options) override;
    void forget(const QString &host, const NameOptions &options) override;
    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &host, const NameOptions &options,
                                                  Callback callback) override;
    /// The servers that are asked now.
    [[nodiscard]] std::shared_ptr<DnsServers> servers();

private:
    class OwnLookup;

    void readSettingsAnew();

    const resilience::Clock &m_clock;
    Resolver &m_system;
    DnsSettings m_settings;
    HostsFile m_hosts;
    FileWatch m_resolvConf;
    std::shared_ptr<DnsServers> m_servers;
    std::shared_ptr<NameCache> m_cache; ///< shared with the look-ups that fill it
};

} // namespace fusebox::probe
