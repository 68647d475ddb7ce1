// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/network_probe_factory.h"

#include "core/probe/http/http_pool.h"
#include "core/probe/http/http_probe.h"
#include "core/probe/names/dns_directory.h"
#include "core/probe/names/dns_probe.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/transport/tcp_probe.h"

namespace fusebox::probe {

NetworkProbeFactory::NetworkProbeFactory(const resilience::Clock &clock)
    : NetworkProbeFactory(clock, DnsSettings{})
{
}

NetworkProbeFactory::NetworkProbeFactory(const resilience::Clock &clock, const DnsSettings &dns)
    : m_clock(clock)
    , m_system(std::make_unique<SystemResolver>())
    , m_names(std::make_unique<NameResolver>(clock, *m_system, dns))
    , m_dns(std::make_unique<DnsDirectory>(*m_names, dns))
    , m_tls(std::make_unique<TlsContexts>())
    , m_pool(std::make_unique<HttpPool>(clock))
{
}

NetworkProbeFactory::~NetworkProbeFactory() = default;

void NetworkProbeFactory::readAhead()
{
    m_tls->readAhead();
}

std::unique_ptr<Probe> NetworkProbeFactory::create(ProbeRequest request)
{
    const Network network{m_clock, *m_names, *m_tls};
    const QString scheme = request.url.scheme();
    // Waiting for the CAs to be read is not the peer's time: before the probe's begins.
    if (scheme == u"https" || scheme == u"tls")
        (void)m_tls->forProfile(request.trust);
    if (scheme == u"http" || scheme == u"https")
        return std::make_unique<HttpProbe>(std::move(request), network, m_pool.get());
    if (scheme == u"tcp" || scheme == u"tls")
        return std::make_unique<TcpProbe>(std::move(request), network);
    if (scheme == u"dns")
        return std::make_unique<DnsProbe>(std::move(request), network, *m_dns);
    return {};
}

QStringList NetworkProbeFactory::nameServers()
{
    QStringList addresses;
    for (const DnsServer &server : m_names->servers()->servers())
        addresses << server.address.toString();
    return addresses;
}

} // namespace fusebox::probe
