// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/factory/network_probe_factory.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/repeatable.h"
#include "core/probe/contract/schemes.h"
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
    bool isRepeatable() const override { return mayBeRepeated(m_plan->request); }

private:
    const NetworkProbeFactory &m_factory;
    std::shared_ptr<const HttpPlan> m_plan;
};

/// What makes the probes of a kind.
struct NetworkProbeFactory::Maker
{
    ProbeKind kind;
    std::unique_ptr<Probe> (NetworkProbeFactory::*probe)(ProbeRequest) const;
};

const NetworkProbeFactory::Maker *NetworkProbeFactory::makerFor(const QUrl &url)
{
    using Self = NetworkProbeFactory;
    static constexpr std::array makers{
        Maker{ProbeKind::Http, &Self::httpProbe},
        Maker{ProbeKind::Tcp, &Self::tcpProbe},
        Maker{ProbeKind::Tls, &Self::tcpProbe},
        Maker{ProbeKind::Dns, &Self::dnsProbe},
    };
    const auto found =
        std::ranges::find_if(makers, [&url](const Maker &maker) { return isOfKind(url, maker.kind); });
    return found == makers.end() ? nullptr : found;
}

std::unique_ptr<Probe> NetworkProbeFactory::httpProbe(ProbeRequest request) const
{
    const auto total = request.timeouts.total;
    return HttpQuestion(*this, std::move(request)).attempt(total);
}

std::unique_ptr<Probe> NetworkProbeFactory::tcpProbe(ProbeRequest request) const
{
    return std::make_unique<TcpProbe>(std::move(request), network());
}

std::unique_ptr<Probe> NetworkProbeFactory::dnsProbe(ProbeRequest request) const
{
    return std::make_unique<DnsProbe>(std::move(request), network(), *m_dns);
}

Network NetworkProbeFactory::network() const
{
    return {m_clock, *m_names, *m_tls};
}

/// Waiting for the CAs to be read is not the peer's time: before the probe's begins.
void NetworkProbeFactory::readTrust(const ProbeRequest &request) const
{
    if (isTls(request.url))
        (void)m_tls->forProfile(request.trust);
}

std::unique_ptr<Probe> NetworkProbeFactory::create(ProbeRequest request)
{
    const Maker *maker = makerFor(request.url);
    if (!maker)
        return {};
    readTrust(request);
    return (this->*maker->probe)(std::move(request));
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
    if (isOfKind(request.url, ProbeKind::Http))
        return std::make_unique<HttpQuestion>(*this, std::move(request));
    return ProbeFactory::question(std::move(request));
}

} // namespace fusebox::probe
