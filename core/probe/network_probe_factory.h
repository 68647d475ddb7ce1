// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/probe.h"

namespace fusebox::probe {

class HttpPool;
class Resolver;
class TlsContexts;

/// Probes on real sockets. Shares one resolver, one TLS context a trust profile and one pool of idle HTTP
/// connections among all its probes.
/// Thread: create and use on one thread with an event loop; the clock outlives the factory, the factory its
/// probes.
class NetworkProbeFactory final : public ProbeFactory
{
public:
    explicit NetworkProbeFactory(const resilience::Clock &clock);
    ~NetworkProbeFactory() override;

    [[nodiscard]] std::unique_ptr<Probe> create(const ProbeRequest &request) override;

private:
    const resilience::Clock &m_clock;
    std::unique_ptr<Resolver> m_resolver;
    std::unique_ptr<TlsContexts> m_tls;
    std::unique_ptr<HttpPool> m_pool; ///< last: its connections use the others
};

} // namespace fusebox::probe
