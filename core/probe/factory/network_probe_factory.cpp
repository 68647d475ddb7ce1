// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/factory/network_probe_factory.h"

#include "core/probe/dns/dns_probe.h"
#include "core/probe/http/http_pool.h"
#include "core/probe/http/http_probe.h"
#include "core/probe/names/dns_directory.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/tcp/tcp_probe.h"

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

/// Http and https, whose requests, expectations and keys take more to make than to use.
class NetworkProbeFactory::HttpQuestion final : public Question
{
public:
    HttpQuestion(const NetworkProbeFactory &factory, ProbeRequest request)
        : m_factory(factory)
        , m_plan(std::make_shared<const HttpPlan>(std::move(request)))
    {
    }

    std::unique_ptr<Probe> attempt(resilience::Nanoseconds total) override
    {
        m_factory.readTrust(m_plan->request);
        return std::make_unique<HttpProbe>(m_plan, total, m_factory.network(), m_factory.m_pool.get());
    }

private:
    const NetworkProbeFactory &m_factory;
    std::shared_ptr<const HttpPlan> m_plan;
};

Network NetworkProbeFactory::network() const
{
    return {m_clock, *m_names, *m_tls};
}

/// Waiting for the CAs to be read is not the peer's time: before the probe's begins.
void NetworkProbeFactory::readTrust(const ProbeRequest &request) const
{
    const QString scheme = request.url.scheme();
    if (scheme == u"https" || scheme == u"tls")
        (void)m_tls->forProfile(request.trust);
}

std::unique_ptr<Probe> NetworkProbeFactory::create(ProbeRequest request)
{
    const QString scheme = request.url.scheme();
    const auto total = request.timeouts.total;
    if (scheme == u"http" || scheme == u"https")
        return HttpQuestion(*this, std::move(request)).attempt(total);
    readTrust(request);
    if (scheme == u"tcp" || scheme == u"tls")
        return std::make_unique<TcpProbe>(std::move(request), network());
    if (scheme == u"dns")
        return std::make_unique<DnsProbe>(std::move(request), network(), *m_dns);
    return {};
}

QStringList NetworkProbeFactory::nameServers()
{
    QStringList addresses;
    for (const DnsServer &server : m_names->servers()->servers())
        addresses << server.address.toString();
    return addresses;
}

std::unique_ptr<Question> NetworkProbeFactory::question(ProbeRequest request)
{
    const QString scheme = request.url.scheme();
    if (scheme == u"http" || scheme == u"https")
        return std::make_unique<HttpQuestion>(*this, std::move(request));
    return ProbeFactory::question(std::move(request));
}

} // namespace fusebox::probe
