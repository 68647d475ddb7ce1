// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/address_lookup.h"

#include <algorithm>
#include <utility>

#include <QTimerEvent>

namespace fusebox::probe {

namespace {

constexpr qsizetype mostAddresses = 100; ///< of one family; what they are dialled in is little time for more

AddressReply addressesOf(const DnsAnswer &answer)
{
    FoundAddresses found{.ttl = answer.ttl}; // less than 2^31 s: fits in nanoseconds
    for (const DnsRecord &record : answer.records) {
        if (found.addresses.size() < mostAddresses)
            found.addresses.push_back(QHostAddress(record.text));
    }
    return found;
}

/// Where both families will do, resolv.conf may leave one out.
AddressFamily familyFor(AddressFamily family, const ResolvConf &conf)
{
    return family == AddressFamily::Any && !conf.asksForIPv6 ? AddressFamily::IPv4 : family;
}

} // namespace

AddressLookup::AddressLookup(const resilience::Clock &clock, std::shared_ptr<DnsServers> servers,
                             const QByteArray &name, AddressFamily family, Done done)
    : m_clock(clock)
    , m_servers(std::move(servers))
    , m_family(familyFor(family, m_servers->conf()))
    , m_done(std::move(done))
    , m_search(name, m_servers->conf())
    , m_gathering(m_family)
{
    askForCandidate();
}

void AddressLookup::askForCandidate()
{
    m_gathering = AddressGathering(m_family);
    if (m_family != AddressFamily::IPv4)
        m_v6 = ask(AddressFamily::IPv6);
    if (m_family != AddressFamily::IPv6)
        m_v4 = ask(AddressFamily::IPv4);
}

std::unique_ptr<DnsLookup> AddressLookup::ask(AddressFamily family)
{
    const DnsType type = family == AddressFamily::IPv6 ? DnsType::Aaaa : DnsType::A;
    return std::make_unique<DnsLookup>(m_servers, DnsQuestion{.name = m_search.candidate(), .type = type},
                                       [this, family](const DnsChannel::Reply &reply) {
                                           m_gathering.answered(family, reply.and_then(addressesOf),
                                                                m_clock.now());
                                           endIfEnough();
                                       });
}

void AddressLookup::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_patience.timerId())
        return QObject::timerEvent(event);
    m_patience.stop();
    endIfEnough();
}

void AddressLookup::endIfEnough()
{
    const auto now = m_clock.now();
    if (const auto result = m_gathering.result(now))
        return take(*result);
    if (const auto deadline = m_gathering.nextDeadline())
        m_patience.start(resilience::timerMilliseconds(*deadline, now), Qt::PreciseTimer, this);
}

/// What the candidate has, or that it has nothing.
void AddressLookup::take(const AddressReply &result)
{
    m_patience.stop();
    m_v6.reset();
    m_v4.reset();
    const auto fault = result ? std::nullopt : m_search.failed(result.error());
    if (!result && !fault)
        return askForCandidate();
    const auto done = std::exchange(m_done, {}); // it may destroy this
    if (result)
        done(result);
    else
        done(tl::unexpected(*fault));
}

} // namespace fusebox::probe
