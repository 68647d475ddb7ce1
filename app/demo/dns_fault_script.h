// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include <QByteArray>

#include "core/resilience/time.h"

namespace fusebox::demo {

/// What a DNS server was asked.
struct DnsAsked
{
    QByteArray name;  ///< in lower case
    quint16 type = 1; ///< as on the wire
    bool overTcp = false;
};

/// A record as it goes over the wire.
struct DnsData
{
    quint16 type = 1;
    QByteArray data;
    quint32 ttl = 60;      ///< seconds
    QByteArray owner = {}; ///< empty: the name asked for
};

[[nodiscard]] DnsData aRecord(const QByteArray &address, quint32 ttl = 60);
[[nodiscard]] DnsData aaaaRecord(const QByteArray &address, quint32 ttl = 60);
/// NS, CNAME or PTR.
[[nodiscard]] DnsData nameRecord(quint16 type, const QByteArray &target, quint32 ttl = 60);
/// A name in labels, not compressed.
[[nodiscard]] QByteArray wireName(const QByteArray &name);

/// What is done with a question.
namespace dns {
struct Silence
{
};
struct Bytes ///< instead of an answer
{
    QByteArray bytes;
};
struct Answer
{
    int rcode = 0;
    std::vector<DnsData> records = {};
    resilience::Nanoseconds delay{0};
    bool truncatedOverUdp = false;       ///< says so, and leaves the records to TCP
    quint16 idOffset = 0;                ///< answers another question than the one asked
    qsizetype cutOff = 0;                ///< bytes at the end of the packet that are not sent
    std::vector<DnsData> authority = {}; ///< who knows more
    bool asksOthers = true;              ///< for what it does not know itself, or says so
};
} // namespace dns

using DnsScript = std::variant<dns::Silence, dns::Bytes, dns::Answer>;
using DnsScriptFor = std::function<DnsScript(const DnsAsked &)>;

/// The faults by name: the first label of the name that is asked for chooses.
struct DnsFaultRow
{
    QByteArray label; ///< "nxdomain": ask for nxdomain.test
    QByteArray what;  ///< in words
    DnsScript script;
};
[[nodiscard]] const std::vector<DnsFaultRow> &dnsFaultRows();
/// Answers as the rows say, and any other name with NXDOMAIN.
[[nodiscard]] DnsScript dnsFaultFor(const DnsAsked &asked);

/// The question of a packet; none if it is no question.
[[nodiscard]] std::optional<DnsAsked> dnsQuestionIn(const QByteArray &packet);
/// The packet that answers the packet of a question.
[[nodiscard]] QByteArray dnsAnswerTo(const QByteArray &question, const DnsAsked &asked,
                                     const dns::Answer &answer);

} // namespace fusebox::demo
