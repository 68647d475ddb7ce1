// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QBasicTimer>
#include <QObject>

#include "core/probe/names/address_gathering.h"
#include "core/probe/names/dns_lookup.h"
#include "core/probe/names/name_search.h"

namespace fusebox::probe {

/// Asks DNS for the addresses of one name, of one after the other of those that it may stand for (see
/// NameSearch). Dropping it forgets the questions. Thread: that of the servers.
class AddressLookup final : public QObject
{
public:
    using Done = std::function<void(const AddressReply &)>;

    /// Calls back once, never from inside the constructor; the callback may destroy the look-up. The clock
    /// outlives it. It has no deadline.
    AddressLookup(const resilience::Clock &clock, std::shared_ptr<DnsServers> servers, const QByteArray &name,
                  AddressFamily family, Done done);

    /// The name that was asked for last, of those that it may stand for.
    [[nodiscard]] const QByteArray &candidate() const { return m_search.candidate(); }

private:
    void askForCandidate();
    [[nodiscard]] std::unique_ptr<DnsLookup> ask(AddressFamily family);
    void timerEvent(QTimerEvent *event) override;
    void endIfEnough();
    void take(const AddressReply &result);

    const resilience::Clock &m_clock;
    std::shared_ptr<DnsServers> m_servers;
    AddressFamily m_family;
    Done m_done;
    NameSearch m_search;
    AddressGathering m_gathering;
    QBasicTimer m_patience;
    std::unique_ptr<DnsLookup> m_v6;
    std::unique_ptr<DnsLookup> m_v4;
};

} // namespace fusebox::probe
