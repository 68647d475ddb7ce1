// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArrayView>

#include "core/probe/names/dns_question.h"
#include "core/probe/names/dns_records.h"

namespace fusebox::probe {

/// What a server answers to a question: records of the type asked for, at least one, and for how long they
/// and the aliases that led to them hold.
struct DnsAnswer
{
    std::vector<DnsRecord> records;
    std::chrono::seconds ttl{0};

    bool operator==(const DnsAnswer &) const = default;
};

/// Reads the packet as the answer to this question. Only records of the name asked for count, or of a name
/// that it is an alias of (CNAME), whatever else is in the packet, in whatever order and case. Without any:
///     NoSuchName, ServerFailure, Refused, NotUnderstood   as the header says
///     Truncated   whatever else it holds
///     Referral    it names other servers and does not ask them for us (RFC 2308, 2.2), or says nothing at
///     all BadAnswer   it cannot be read, or its aliases lead in a circle NoData      else
[[nodiscard]] tl::expected<DnsAnswer, DnsFault> dnsAnswerIn(QByteArrayView packet,
                                                            const DnsQuestion &question);

} // namespace fusebox::probe
