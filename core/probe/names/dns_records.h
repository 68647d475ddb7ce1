// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArrayView>
#include <QString>

#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/names/dns_question.h"

namespace fusebox::probe {

/// A record of an answer. `text` is its content as in a zone file: "192.0.2.1", "10 mail.example.com",
/// "0 issue \"ca.example\""; a TXT's strings joined, without quotes. Names have no dot at the end.
struct DnsRecord
{
    QString owner; ///< whose record it is, as the server writes it
    DnsType type = DnsType::A;
    std::chrono::seconds ttl{0}; ///< >= 0
    QString text;

    bool operator==(const DnsRecord &) const = default;
};

inline constexpr std::size_t mostDnsRecords = 4'096; ///< read of one answer; some that 64 KiB hold
inline constexpr qsizetype longestDnsText = 4'096;   ///< characters kept of one record

/// A packet that answers, as it came: nothing in it has been compared with a question.
struct DnsMessage
{
    std::uint16_t flags = 0; ///< the second word of the header (RFC 1035, 4.1.1)
    std::vector<DnsRecord> answers;
    bool hasSoa = false; ///< in the authority section
    bool hasNs = false;  ///< in the authority section
};

/// Types that are not in DnsType are left out. An answer section that cannot be read is
/// DnsFault::BadAnswer; what cannot be read behind it does not spoil it. The packet may hold anything.
[[nodiscard]] tl::expected<DnsMessage, DnsFault> dnsMessageIn(QByteArrayView packet);

/// Whether two texts of records of this type say the same: names and addresses compare without regard to case
/// and form, TXT and CAA to the letter.
[[nodiscard]] bool isSameRecord(DnsType type, const QString &one, const QString &other);

} // namespace fusebox::probe
