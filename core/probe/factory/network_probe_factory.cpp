// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/factory/network_probe_factory.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/repeatable.h"
#include "core/probe/contract/schemes.h"
#include "core/probe/dns/dns_probe.h"
#include "core/probe/exec/exec_probe.h"
#include "core/probe/http/http_pool.h"
#include "core/probe/http/http_probe.h"
#include "core/probe/names/dns_directory.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/tcp/tcp_probe.h"

namespace fusebox::probe {

/// What the probes share, and how those of each kind are made of it.
class NetworkProbeFactory::Means
{
public:
    Means(const resilience::Clock &clock, const DnsSettings &dns)
        : m_clock(clock)
        , m_names(clock, m_system, dns)
        , m_dns(m_names, dns)
        , m_pool(clock)
    {
    }

    [[nodiscard]] std::unique_ptr<Probe> probeFor(ProbeRequest request);
    [[nodiscard]] std::unique_ptr<Question> httpQuestion(ProbeRequest request);
    [[nodiscard]] QStringList nameServers();
    void readAhead() { m_tls.readAhead(); }

private:
    class HttpQuestion;
    /// What makes the probes of a kind.
    struct Maker
    {
        ProbeKind kind;
        std::unique_ptr<Probe> (Means::*probe)(ProbeRequest);
    };

    [[nodiscard]] static const Maker *makerFor(const QUrl &url);
    [[nodiscard]] std::unique_ptr<Probe> httpProbe(ProbeRequest request);
    [[nodiscard]] std::unique_ptr<Probe> tcpProbe(ProbeRequest request);
    [[nodiscard]] std::unique_ptr<Probe> dnsProbe(ProbeRequest request);
    [[nodiscard]] std::unique_ptr<Probe> execProbe(ProbeRequest request);
    [[nodiscard]] Network network() { return {m_clock, m_names, m_tls}; }
    void readTrust(const ProbeRequest &request);

    const resilience::Clock &m_clock;
    SystemResolver m_system;
    NameResolver m_names;
    DnsDirectory m_dns;
    TlsContexts m_tls;
    CommandKeeper m_commands;
    HttpPool m_pool; ///< last: its connections use the others
};

/// Http and https, whose requests, expectations and keys take more to make than to use.
class NetworkProbeFactory::Means::HttpQuestion final : public Question
{
public:
    HttpQuestion(Means &means, ProbeRequest request)
        : m_means(means)
        , m_plan(std::make_shared<const HttpPlan>(std::move(request)))
    {
    }

    std::unique_ptr<Probe> attempt(resilience::Nanoseconds total) override
    {
        m_means.readTrust(m_plan->request);
        return std::make_unique<HttpProbe>(m_plan, total, m_means.network(), &m_means.m_pool);
    }
    bool isRepeatable() const override { return mayBeRepeated(m_plan->request); }

private:
    Means &m_means;
    std::shared_ptr<const HttpPlan> m_plan;
};

const NetworkProbeFactory::Means::Maker *NetworkProbeFactory::Means::makerFor(const QUrl &url)
{
    static constexpr std::array makers{
        Maker{ProbeKind::Http, &Means::httpProbe}, Maker{ProbeKind::Tcp, &Means::tcpProbe},
        Maker{ProbeKind::Tls, &Means::tcpProbe},   Maker{ProbeKind::Dns, &Means::dnsProbe},
        Maker{ProbeKind::Exec, &Means::execProbe},
    };
    const auto found =
        std::ranges::find_if(makers, [&url](const Maker &maker) { return isOfKind(url, maker.kind); });
    return found == makers.end() ? nullptr : found;
}

std::unique_ptr<Probe> NetworkProbeFactory::Means::httpProbe(ProbeRequest request)
{
    const auto total = request.timeouts.total;
    return HttpQuestion(*this, std::move(request)).attempt(total);
}

std::unique_ptr<Probe> NetworkProbeFactory::Means::tcpProbe(ProbeRequest request)
{
    return std::make_unique<TcpProbe>(std::move(request), network());
}

std::unique_ptr<Probe> NetworkProbeFactory::Means::dnsProbe(ProbeRequest request)
{
    return std::make_unique<DnsProbe>(std::move(request), network(), m_dns);
}

std::unique_ptr<Probe> NetworkProbeFactory::Means::execProbe(ProbeRequest request)
{
    return std::make_unique<ExecProbe>(std::move(request), m_clock, m_commands);
}

/// Waiting for the CAs to be read is not the peer's time: before the probe's begins.
void NetworkProbeFactory::Means::readTrust(const ProbeRequest &request)
{
    if (isTls(request.url))
        (void)m_tls.forProfile(request.trust);
}

std::unique_ptr<Probe> NetworkProbeFactory::Means::probeFor(ProbeRequest request)
{
    const Maker *maker = makerFor(request.url);
    if (!maker)
        return {};
    readTrust(request);
    return (this->*maker->probe)(std::move(request));
}

std::unique_ptr<Question> NetworkProbeFactory::Means::httpQuestion(ProbeRequest request)
{
    return std::make_unique<HttpQuestion>(*this, std::move(request));
}

QStringList NetworkProbeFactory::Means::nameServers()
{
    QStringList addresses;
    for (const DnsServer &server : m_names.servers()->servers())
        addresses << server.address.toString();
    return addresses;
}

NetworkProbeFactory::NetworkProbeFactory(const resilience::Clock &clock)
    : NetworkProbeFactory(clock, DnsSettings{})
{
}

NetworkProbeFactory::NetworkProbeFactory(const resilience::Clock &clock, const DnsSettings &dns)
    : m_means(std::make_unique<Means>(clock, dns))
{
}

NetworkProbeFactory::~NetworkProbeFactory() = default;

void NetworkProbeFactory::readAhead()
{
    m_means->readAhead();
}

std::unique_ptr<Probe> NetworkProbeFactory::create(ProbeRequest request)
{
    return m_means->probeFor(std::move(request));
}

QStringList NetworkProbeFactory::nameServers()
{
    return m_means->nameServers();
}

std::unique_ptr<Question> NetworkProbeFactory::question(ProbeRequest request)
{
    if (isOfKind(request.url, ProbeKind::Http))
        return m_means->httpQuestion(std::move(request));
    return ProbeFactory::question(std::move(request));
}

} // namespace fusebox::probe
