// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/probe.h"

namespace fusebox::probe {

class DnsDirectory;
struct DnsSettings;
class HttpPool;
class NameResolver;
struct Network;
class SystemResolver;
class TlsContexts;

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
    class HttpQuestion;
    struct Maker;

    [[nodiscard]] static const Maker *makerFor(const QUrl &url);
    [[nodiscard]] std::unique_ptr<Probe> httpProbe(ProbeRequest request) const;
    [[nodiscard]] std::unique_ptr<Probe> tcpProbe(ProbeRequest request) const;
    [[nodiscard]] std::unique_ptr<Probe> dnsProbe(ProbeRequest request) const;
    [[nodiscard]] Network network() const;
    void readTrust(const ProbeRequest &request) const;

    const resilience::Clock &m_clock;
    std::unique_ptr<SystemResolver> m_system;
    std::unique_ptr<NameResolver> m_names;
    std::unique_ptr<DnsDirectory> m_dns;
    std::unique_ptr<TlsContexts> m_tls;
    std::unique_ptr<HttpPool> m_pool; ///< last: its connections use the others
};

} // namespace fusebox::probe
