// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_records.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;

/// Any packet is a bad answer or a bounded list of records, each of which says the same as itself.
FUZZ(const std::string_view packet)
{
    const auto records = probe::dnsRecordsIn({packet.data(), static_cast<qsizetype>(packet.size())});
    if (!records)
        return;
    require(records->size() <= probe::mostDnsRecords);
    for (const probe::DnsRecord &record : *records) {
        require(record.text.size() <= probe::longestDnsText);
        require(record.ttl.count() >= 0);
        require(probe::isSameRecord(record.type, record.text, record.text));
    }
}
