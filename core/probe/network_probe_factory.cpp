// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/network_probe_factory.h"

#include "core/probe/http_pool.h"
#include "core/probe/http_probe.h"
#include "core/probe/system_resolver.h"
#include "core/probe/tcp_probe.h"

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
    const Network network{m_clock, *m_resolver, *m_tls};
    if (scheme == u"http" || scheme == u"https")
        return std::make_unique<HttpProbe>(request, network, m_pool.get());
    if (scheme == u"tcp" || scheme == u"tls")
        return std::make_unique<TcpProbe>(request, network);
    return {};
}

} // namespace fusebox::probe
