// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/probe.h"

namespace fusebox::probe {

struct DnsSettings;

/// Probes on real sockets. Shares one resolver, the channels to DNS servers, one TLS context a trust profile
/// and one pool of idle HTTP connections among all its probes. Thread: create and use on one thread with an
/// event loop; the clock outlives the factory, the factory its probes.
class NetworkProbeFactory final : public ProbeFactory
{
public:
    /// Names come from the system's DNS servers.
    explicit NetworkProbeFactory(const resilience::Clock &clock);
    NetworkProbeFactory(const resilience::Clock &clock, const DnsSettings &dns);
    ~NetworkProbeFactory() override;

    /// Reads what takes long (the system's CAs) on another thread, so that no check has to wait for it. Once.
    void readAhead();

    [[nodiscard]] std::unique_ptr<Probe> create(ProbeRequest request) override;
    [[nodiscard]] QStringList nameServers() override;
    [[nodiscard]] std::unique_ptr<Question> question(ProbeRequest request) override;

private:
    class Means;

    std::unique_ptr<Means> m_means;
};

} // namespace fusebox::probe
