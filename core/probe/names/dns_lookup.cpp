// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_lookup.h"

#include <algorithm>
#include <utility>

#include <QTimerEvent>

namespace fusebox::probe {

namespace {

/// For connecting too, and for one lost packet of that, which the system sends again after a second.
constexpr int turnsOverTcp = 3;

/// Says something of the name or the question: all servers would.
bool isFinal(DnsFault fault)
{
    return fault == DnsFault::NoSuchName || fault == DnsFault::NoData || fault == DnsFault::BadName;
}

} // namespace

DnsServers::DnsServers(const DnsSettings &settings)
    : m_settings(settings)
    , m_conf(readResolvConf(settings))
{
    for (const DnsServer &server : m_conf.servers)
        m_servers.push_back({.server = server});
}

std::shared_ptr<DnsChannel> DnsServers::overUdp(std::size_t server)
{
    auto &[address, channel, overTcp] = m_servers.at(server);
    if (!channel || channel->isStale())
        channel = DnsChannel::create(m_settings, address);
    return channel;
}

std::shared_ptr<DnsChannel> DnsServers::overTcp(std::size_t server, const DnsQuestion &question)
{
    auto &known = m_servers.at(server).overTcp.at(qHash(question, 0) % mostOverTcp);
    auto channel = known.lock();
    if (!channel || channel->isStale()) {
        channel = DnsChannel::create(m_settings, m_servers.at(server).server, DnsChannel::Way::Tcp);
        known = channel;
    }
    return channel;
}

DnsLookup::DnsLookup(std::shared_ptr<DnsServers> servers, DnsQuestion question, DnsChannel::Done done)
    : m_servers(std::move(servers))
    , m_question(std::move(question))
    , m_done(std::move(done))
{
    askNext();
}

void DnsLookup::askNext()
{
    m_put.push_back({.overTcp = m_servers->conf().overTcp});
    ask(m_put.size() - 1);
    m_turn.start(static_cast<int>(m_servers->turn().count()), Qt::PreciseTimer, this);
}

void DnsLookup::ask(std::size_t server)
{
    Put &put = m_put.at(server);
    const auto channel = put.overTcp ? m_servers->overTcp(server, m_question) : m_servers->overUdp(server);
    put.running = channel->ask(m_question, [this, server](const auto &reply) { replied(server, reply); });
}

void DnsLookup::replied(std::size_t server, const DnsChannel::Reply &reply)
{
    if (reply || isFinal(reply.error()))
        return end(reply);
    if (reply.error() == DnsFault::TimedOut)
        return ask(server);
    Put &put = m_put.at(server);
    if (reply.error() != DnsFault::Truncated || put.overTcp)
        return failed(server, reply.error());
    m_fault = DnsFault::Truncated;
    put.overTcp = true;
    ask(server);
    m_turn.start(static_cast<int>(turnsOverTcp * m_servers->turn().count()), Qt::PreciseTimer, this);
}

void DnsLookup::failed(std::size_t server, DnsFault fault)
{
    Put &put = m_put.at(server);
    put.running.reset();
    const bool wasTruncated = put.overTcp && fault == DnsFault::Unreachable && !m_servers->conf().overTcp;
    m_fault = wasTruncated ? DnsFault::Truncated : fault;
    if (hasNext())
        return askNext();
    if (std::ranges::none_of(m_put, [](const Put &other) { return bool(other.running); }))
        end(tl::unexpected(*m_fault));
}

void DnsLookup::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_turn.timerId())
        turnIsOver();
    else
        QObject::timerEvent(event);
}

void DnsLookup::turnIsOver()
{
    m_turn.stop();
    if (hasNext())
        askNext();
    else if (m_fault)
        end(tl::unexpected(*m_fault));
}

void DnsLookup::end(const DnsChannel::Reply &reply)
{
    m_turn.stop();
    m_put.clear();
    const auto done = std::move(m_done); // it may destroy this
    done(reply);
}

} // namespace fusebox::probe
