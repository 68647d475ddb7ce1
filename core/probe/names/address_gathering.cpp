// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/address_gathering.h"

#include <algorithm>

namespace fusebox::probe {

using resilience::TimePoint;

AddressGathering::AddressGathering(AddressFamily family)
    : m_v6{.isAsked = family != AddressFamily::IPv4}
    , m_v4{.isAsked = family != AddressFamily::IPv6}
{
}

void AddressGathering::answered(AddressFamily family, const AddressReply &reply, TimePoint now)
{
    (family == AddressFamily::IPv6 ? m_v6 : m_v4).reply = reply;
    const bool isDenied = !reply && reply.error() == DnsFault::NoSuchName;
    if (reply || isDenied)
        m_deadline = std::min(m_deadline.value_or(TimePoint::max()), now + (isDenied ? doubt : patience));
}

std::optional<AddressReply> AddressGathering::result(TimePoint now) const
{
    const bool isComplete = !m_v6.isOpen() && !m_v4.isOpen();
    const bool isDue = m_deadline && now >= *m_deadline;
    if (!isComplete && !isDue)
        return std::nullopt;
    if (m_v6.hasAddresses() || m_v4.hasAddresses())
        return found();
    return tl::unexpected(fault());
}

AddressReply AddressGathering::found() const
{
    FoundAddresses all{.ttl = resilience::Nanoseconds::max()};
    for (const Asked *asked : {&m_v6, &m_v4}) {
        if (!asked->hasAddresses())
            continue;
        all.addresses += (*asked->reply)->addresses;
        all.ttl = std::min(all.ttl, (*asked->reply)->ttl);
    }
    return all;
}

/// That there is no such name says most, that it has no address of one family least.
DnsFault AddressGathering::fault() const
{
    DnsFault fault = DnsFault::NoData;
    for (const Asked *asked : {&m_v6, &m_v4}) {
        if (asked->failedWith(DnsFault::NoSuchName))
            return DnsFault::NoSuchName;
        if (asked->reply && !asked->failedWith(DnsFault::NoData))
            fault = asked->reply->error();
    }
    return fault;
}

} // namespace fusebox::probe
