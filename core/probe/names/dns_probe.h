// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>

#include "core/probe/names/dns_directory.h"
#include "core/probe/phase_watch.h"
#include "core/probe/probe.h"
#include "core/probe/transport/network.h"

namespace fusebox::probe {

/// Asks a DNS server for the records of a name: dns://server:port/name?type=MX. All of it is Phase::Dns, also
/// finding the server if it is given by name. Without the answer that DnsOptions expects the failure is
/// ErrorClass::Assertion; a server that fails is ErrorClass::Dns with its DnsFault, silence Timeout.
class DnsProbe final : public Probe
{
    Q_OBJECT

public:
    /// The directory outlives the probe, as the network does.
    DnsProbe(const ProbeRequest &request, const Network &network, DnsDirectory &directory);

    void start() override;
    void cancel() override;

private:
    enum class State { New, Running, Ended };
    using Reply = DnsChannel::Reply;

    void timerEvent(QTimerEvent *event) override;
    void findServer(const DnsTarget &target);
    void askAt(const QList<QHostAddress> &addresses);
    void ask(std::shared_ptr<DnsServers> servers);
    void judge(const Reply &reply);
    void judgeRecords(const QByteArray &packet);
    void failWith(const NameFailure &failure) { end(ProbeFailure{failure, Phase::Dns, {}, failure.fault}); }
    void endLater(const NameFailure &failure);
    void end(const std::optional<ProbeFailure> &failure);

    ProbeRequest m_request;
    Network m_network;
    DnsDirectory &m_directory;
    DnsTarget m_target;
    PhaseWatch m_watch;
    QBasicTimer m_timer;
    State m_state = State::New;
    ProbeResult m_result;
    std::unique_ptr<Resolver::Lookup> m_serverLookup;
    std::unique_ptr<DnsLookup> m_lookup;
};

} // namespace fusebox::probe
