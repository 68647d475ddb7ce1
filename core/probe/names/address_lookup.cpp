// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/address_lookup.h"

#include <algorithm>
#include <utility>

#include <QTimerEvent>

#include "core/probe/names/dns_records.h"

namespace fusebox::probe {

namespace {

constexpr qsizetype mostAddresses = 16; ///< of one family

/// The addresses of `type`, for as long as they and the aliases that led to them hold.
AddressReply addressesIn(const QByteArray &packet, DnsType type)
{
    const auto records = dnsRecordsIn(packet);
    if (!records)
        return tl::unexpected(records.error());
    FoundAddresses found;
    std::chrono::seconds ttl = std::chrono::seconds::max();
    for (const DnsRecord &record : *records) {
        if (record.type == type && found.addresses.size() < mostAddresses)
            found.addresses.push_back(QHostAddress(record.text));
        if (record.type == type || record.type == DnsType::Cname)
            ttl = std::min(ttl, record.ttl);
    }
    if (found.addresses.isEmpty())
        return tl::unexpected(DnsFault::NoData);
    found.ttl = ttl; // less than 2^31 s: fits in nanoseconds
    return found;
}

} // namespace

AddressLookup::AddressLookup(const resilience::Clock &clock, std::shared_ptr<DnsServers> servers,
                             const QByteArray &name, AddressFamily family, Done done)
    : m_clock(clock)
    , m_done(std::move(done))
    , m_gathering(family)
{
    if (family != AddressFamily::IPv4)
        m_v6 = ask(servers, name, AddressFamily::IPv6);
    if (family != AddressFamily::IPv6)
        m_v4 = ask(servers, name, AddressFamily::IPv4);
}

std::unique_ptr<DnsLookup> AddressLookup::ask(std::shared_ptr<DnsServers> servers, const QByteArray &name,
                                              AddressFamily family)
{
    const DnsType type = family == AddressFamily::IPv6 ? DnsType::Aaaa : DnsType::A;
    return std::make_unique<DnsLookup>(
        std::move(servers), DnsQuestion{.name = name, .type = type, .search = true},
        [this, family, type](const DnsChannel::Reply &reply) {
            m_gathering.answered(
                family, reply.and_then([type](const auto &packet) { return addressesIn(packet, type); }),
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
    if (const auto result = m_gathering.result(now)) {
        const auto done = std::exchange(m_done, {}); // it may destroy this
        m_patience.stop();
        m_v6.reset();
        m_v4.reset();
        return done(*result);
    }
    if (const auto deadline = m_gathering.nextDeadline()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - now);
        m_patience.start(std::max(static_cast<int>(left.count()), 0), Qt::PreciseTimer, this);
    }
}

} // namespace fusebox::probe
