// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/probe/names/dns_channel.h"

namespace fusebox::probe {

/// A list of servers, and for each of them the channel that asks it first and the others after it; a new one
/// when it has become stale. Thread: that of its channels.
class DnsServers
{
public:
    explicit DnsServers(const DnsSettings &settings);

    [[nodiscard]] std::size_t count() const { return m_channels.size(); }
    /// In the order they are asked.
    [[nodiscard]] const QList<DnsServer> &servers() const { return m_servers; }
    [[nodiscard]] const std::shared_ptr<DnsChannel> &askingFirst(std::size_t server);
    /// The same over TCP, for one question: a server that is not there is nobody else's trouble then.
    [[nodiscard]] std::shared_ptr<DnsChannel> overTcp(std::size_t server) const;

private:
    [[nodiscard]] QList<DnsServer> from(std::size_t server) const;

    DnsSettings m_settings;
    QList<DnsServer> m_servers;
    std::vector<std::shared_ptr<DnsChannel>> m_channels; ///< made when they are needed; one at least
};

/// One question, asked until a server has an answer. A server that fails or refuses leaves it to the next;
/// the last one's fault is the fault. An answer too long for UDP is asked for over TCP. It never gives up
/// because of silence: the deadline is the caller's. Dropping it forgets the question.
class DnsLookup
{
public:
    /// The servers outlive the look-up by being shared. Calls back once, never from inside the constructor;
    /// the callback may destroy the look-up.
    DnsLookup(std::shared_ptr<DnsServers> servers, DnsQuestion question, DnsChannel::Done done);
    Q_DISABLE_COPY_MOVE(DnsLookup)

private:
    void ask();
    void replied(const DnsChannel::Reply &reply);

    std::shared_ptr<DnsServers> m_servers;
    DnsQuestion m_question;
    DnsChannel::Done m_done;
    std::size_t m_first = 0; ///< the server asked first
    bool m_overTcp = false;
    std::unique_ptr<DnsChannel::Question> m_running;
};

} // namespace fusebox::probe
