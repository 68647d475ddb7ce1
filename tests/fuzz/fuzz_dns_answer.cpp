// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_records.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;

/// Any packet is a bad answer or a bounded list of records, each of which says the same as itself.
FUZZ(const std::string_view packet)
{
    const auto message = probe::dnsMessageIn({packet.data(), static_cast<qsizetype>(packet.size())});
    if (!message)
        return;
    require(message->answers.size() <= probe::mostDnsRecords);
    for (const probe::DnsRecord &record : message->answers) {
        require(record.text.size() <= probe::longestDnsText);
        require(record.ttl.count() >= 0);
        require(probe::isSameRecord(record.type, record.text, record.text));
    }
}
