// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/name_resolver.h"

#include <utility>

#include "core/probe/names/address_lookup.h"
#include "core/probe/names/addresses.h"
#include "core/probe/names/ready_lookup.h"
#include "core/probe/names/special_names.h"

namespace fusebox::probe {

namespace {

bool isForSystem(const QString &host, const NameOptions &options)
{
    return options.source == NameSource::System || isLocalhost(host) || isMulticastName(host);
}

/// A top-level domain without an address ("dev") may be a host of the local network all the same; a name in a
/// search domain that is there without one is what it is.
bool isUnknownToDns(const AddressReply &reply, const QByteArray &candidate)
{
    if (reply)
        return false;
    return reply.error() == DnsFault::NoSuchName ||
           (reply.error() == DnsFault::NoData && !candidate.contains('.'));
}

} // namespace

/// A name asked of DNS, and then perhaps of the system.
class NameResolver::OwnLookup final : public Lookup
{
public:
    OwnLookup(const NameResolver &resolver, QString host, const NameOptions &options, Callback callback)
        : m_clock(resolver.m_clock)
        , m_system(resolver.m_system)
        , m_cache(resolver.m_cache)
        , m_host(std::move(host))
        , m_options(options)
        , m_callback(std::move(callback))
        , m_dns(resolver.m_clock, resolver.m_servers, m_host.toLatin1(), options.family,
                [this](const AddressReply &reply) { answered(reply); })
    {
    }

private:
    void answered(const AddressReply &reply)
    {
        if (isUnknownToDns(reply, m_dns.candidate()) && isSingleLabel(m_host))
            return askSystem(reply.error());
        if (reply && m_options.keepFor > resilience::Nanoseconds::zero())
            m_cache->keep(m_host.toLower(), m_options.family, *reply, m_clock.now());
        const auto callback = std::exchange(m_callback, {}); // it may destroy this
        if (reply)
            callback(reply->addresses);
        else
            callback(tl::unexpected(failureOf(reply.error())));
    }

    /// What the system does not know either is what DNS says it is.
    void askSystem(DnsFault ofDns)
    {
        m_ofSystem = m_system.resolve(m_host, m_options, [this, ofDns](const Answer &answer) {
            const auto callback = std::exchange(m_callback, {}); // it may destroy this
            callback(answer ? answer : tl::unexpected(failureOf(ofDns)));
        });
    }

    const resilience::Clock &m_clock;
    Resolver &m_system;
    std::shared_ptr<NameCache> m_cache;
    QString m_host;
    NameOptions m_options;
    Callback m_callback;
    AddressLookup m_dns;
    std::unique_ptr<Lookup> m_ofSystem;
};

NameResolver::NameResolver(const resilience::Clock &clock, Resolver &system, const DnsSettings &settings)
    : m_clock(clock)
    , m_system(system)
    , m_settings(settings)
    , m_hosts(clock, settings.hosts)
    , m_resolvConf(clock, settings.resolvConf)
    , m_cache(std::make_shared<NameCache>())
{
    (void)m_resolvConf.hasChanged(); // what is read from here on
    m_servers = std::make_shared<DnsServers>(m_settings);
}

NameResolver::~NameResolver() = default;

std::optional<QList<QHostAddress>> NameResolver::kept(const QString &host, const NameOptions &options)
{
    if (isForSystem(host, options))
        return {};
    return m_cache->find(host.toLower(), options.family, options.keepFor, m_clock.now());
}

void NameResolver::forget(const QString &host, const NameOptions &options)
{
    m_cache->forget(host.toLower(), options.family);
}

std::unique_ptr<Resolver::Lookup> NameResolver::resolve(const QString &host, const NameOptions &options,
                                                        Callback callback)
{
    if (isForSystem(host, options))
        return m_system.resolve(host, options, std::move(callback));
    if (auto addresses = ofFamily(m_hosts.find(host), options.family); !addresses.isEmpty())
        return std::make_unique<ReadyLookup>(std::move(addresses), std::move(callback));
    if (isOnion(host))
        return std::make_unique<ReadyLookup>(tl::unexpected(failureOf(DnsFault::NoSuchName)),
                                             std::move(callback));
    readSettingsAnew();
    return std::make_unique<OwnLookup>(*this, host, options, std::move(callback));
}

std::shared_ptr<DnsServers> NameResolver::servers()
{
    readSettingsAnew();
    return m_servers;
}

/// Running questions keep the servers that they were put to.
void NameResolver::readSettingsAnew()
{
    if (!m_resolvConf.hasChanged())
        return;
    m_servers = std::make_shared<DnsServers>(m_settings);
    m_cache = std::make_shared<NameCache>(); // and what they are told yet is not kept for others
}

} // namespace fusebox::probe
