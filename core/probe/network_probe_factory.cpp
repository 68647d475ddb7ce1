// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/network_probe_factory.h"

#include "core/probe/http_pool.h"
#include "core/probe/http_probe.h"
#include "core/probe/system_resolver.h"

namespace fusebox::probe {

NetworkProbeFactory::NetworkProbeFactory(const resilience::Clock &clock)
    : m_clock(clock)
    , m_resolver(std::make_unique<SystemResolver>())
    , m_tls(std::make_unique<TlsContexts>())
    , m_pool(std::make_unique<HttpPool>(clock))
{
}

NetworkProbeFactory::~NetworkProbeFactory() = default;

std::unique_ptr<Probe> NetworkProbeFactory::create(const ProbeRequest &request)
{
    const QString scheme = request.url.scheme();
    if (scheme != u"http" && scheme != u"https")
        return {};
    return std::make_unique<HttpProbe>(request, Network{m_clock, *m_resolver, *m_tls}, m_pool.get());
}

} // namespace fusebox::probe
