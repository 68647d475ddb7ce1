// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_lookup.h"

#include <algorithm>
#include <utility>

namespace fusebox::probe {

namespace {

/// Another server may know better.
bool isFaultOfServer(DnsFault fault)
{
    return fault == DnsFault::ServerFailure || fault == DnsFault::Refused || fault == DnsFault::NotUnderstood;
}

} // namespace

DnsServers::DnsServers(const DnsSettings &settings)
    : m_settings(settings)
{
    m_channels.push_back(DnsChannel::create(settings, settings.servers));
    m_servers = m_channels.front()->servers();
    m_channels.resize(std::max<std::size_t>(1, static_cast<std::size_t>(m_servers.size())));
}

const std::shared_ptr<DnsChannel> &DnsServers::askingFirst(std::size_t server)
{
    auto &channel = m_channels.at(server);
    if (!channel || channel->isStale())
        channel = DnsChannel::create(m_settings, from(server));
    return channel;
}

std::shared_ptr<DnsChannel> DnsServers::overTcp(std::size_t server) const
{
    return DnsChannel::create(m_settings, from(server), DnsChannel::Way::Tcp);
}

QList<DnsServer> DnsServers::from(std::size_t server) const
{
    QList<DnsServer> servers = m_servers;
    std::rotate(servers.begin(), servers.begin() + static_cast<qsizetype>(server), servers.end());
    return servers;
}

DnsLookup::DnsLookup(std::shared_ptr<DnsServers> servers, DnsQuestion question, DnsChannel::Done done)
    : m_servers(std::move(servers))
    , m_question(std::move(question))
    , m_done(std::move(done))
{
    ask();
}

void DnsLookup::ask()
{
    const auto channel = m_overTcp ? m_servers->overTcp(m_first) : m_servers->askingFirst(m_first);
    m_running = channel->ask(m_question, [this](const auto &reply) { replied(reply); });
}

void DnsLookup::replied(const DnsChannel::Reply &reply)
{
    if (!reply && reply.error() == DnsFault::TimedOut)
        return ask();
    if (!reply && reply.error() == DnsFault::Truncated && !std::exchange(m_overTcp, true))
        return ask();
    if (!reply && isFaultOfServer(reply.error()) && m_first + 1 < m_servers->count()) {
        ++m_first;
        return ask();
    }
    const auto done = std::move(m_done); // it may destroy this
    done(reply);
}

} // namespace fusebox::probe
