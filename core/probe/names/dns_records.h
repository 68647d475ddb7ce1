// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArrayView>
#include <QString>

#include "core/probe/names/dns_fault.h"
#include "core/probe/names/dns_question.h"

namespace fusebox::probe {

/// A record of an answer. `text` is its content as in a zone file: "192.0.2.1", "10 mail.example.com",
/// "0 issue \"ca.example\""; a TXT's strings joined, without quotes. Names have no dot at the end.
struct DnsRecord
{
    DnsType type = DnsType::A;
    std::chrono::seconds ttl{0}; ///< >= 0
    QString text;

    bool operator==(const DnsRecord &) const = default;
};

inline constexpr std::size_t mostDnsRecords = 100; ///< read of one answer
inline constexpr qsizetype longestDnsText = 4'096; ///< characters kept of one record

/// The answer section of a packet, types that are not in DnsType left out. Else DnsFault::BadAnswer. The
/// packet may hold anything.
[[nodiscard]] tl::expected<std::vector<DnsRecord>, DnsFault> dnsRecordsIn(QByteArrayView packet);

/// Whether two texts of records of this type say the same: names and addresses compare without regard to case
/// and form, TXT and CAA to the letter.
[[nodiscard]] bool isSameRecord(DnsType type, const QString &one, const QString &other);

} // namespace fusebox::probe
