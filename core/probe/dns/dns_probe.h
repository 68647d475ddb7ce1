// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/names/dns_directory.h"
#include "core/probe/timed/timed_probe.h"
#include "core/probe/transport/network.h"

namespace fusebox::probe {

/// Asks a DNS server for the records of a name: dns://server:port/name?type=MX. All of it is Phase::Dns, also
/// finding the server if it is given by name. Without the answer that DnsOptions expects the failure is
/// ErrorClass::Assertion; a server that fails is ErrorClass::Dns with its DnsFault, silence Timeout.
class DnsProbe final : public TimedProbe
{
    Q_OBJECT

public:
    /// The directory outlives the probe, as the network does.
    DnsProbe(ProbeRequest request, const Network &network, DnsDirectory &directory);

private:
    using Reply = DnsChannel::Reply;

    void begin() override;
    void close() override;
    void findServer(const DnsTarget &target);
    void askAt(const QList<QHostAddress> &addresses);
    void ask(std::shared_ptr<DnsServers> servers);
    void judge(const Reply &reply);
    void judgeRecords(const DnsAnswer &answer);

    Network m_network;
    DnsDirectory &m_directory;
    DnsTarget m_target;
    std::unique_ptr<Resolver::Lookup> m_serverLookup;
    std::unique_ptr<DnsLookup> m_lookup;
};

} // namespace fusebox::probe
