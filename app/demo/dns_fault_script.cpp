// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/dns_fault_script.h"

#include <algorithm>

#include <QHostAddress>
#include <QtEndian>

namespace fusebox::demo {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype headerSize = 12;
constexpr quint16 typeA = 1;
constexpr quint16 typeNs = 2;
constexpr quint16 typeCname = 5;
constexpr quint16 typeAaaa = 28;

template <typename Number>
void append(QByteArray &bytes, Number number)
{
    const Number big = qToBigEndian(number);
    bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
}

quint16 wordAt(const QByteArray &packet, qsizetype position)
{
    return qFromBigEndian<quint16>(packet.constData() + position);
}

QByteArray wireRecord(const DnsData &record, const QByteArray &asked)
{
    QByteArray bytes = wireName(record.owner.isEmpty() ? asked : record.owner);
    append<quint16>(bytes, record.type);
    append<quint16>(bytes, 1); // the internet's class
    append<quint32>(bytes, record.ttl);
    append<quint16>(bytes, static_cast<quint16>(record.data.size()));
    return bytes + record.data;
}

/// The end of the question's name; -1 without one.
qsizetype endOfName(const QByteArray &packet)
{
    qsizetype position = headerSize;
    while (position < packet.size() && packet[position] != 0)
        position += 1 + static_cast<quint8>(packet[position]);
    return position + 5 <= packet.size() ? position + 1 : -1;
}

DnsScript address(quint32 ttl = 60)
{
    return dns::Answer{.records = {aRecord("127.0.0.1", ttl)}};
}

DnsScript rcode(int code)
{
    return dns::Answer{.rcode = code};
}

} // namespace

DnsData aRecord(const QByteArray &address, quint32 ttl)
{
    QByteArray data;
    append<quint32>(data, QHostAddress(QString::fromLatin1(address)).toIPv4Address());
    return {.type = typeA, .data = data, .ttl = ttl};
}

DnsData aaaaRecord(const QByteArray &address, quint32 ttl)
{
    const Q_IPV6ADDR bytes = QHostAddress(QString::fromLatin1(address)).toIPv6Address();
    return {.type = typeAaaa,
            .data = QByteArray(reinterpret_cast<const char *>(&bytes), sizeof bytes),
            .ttl = ttl};
}

DnsData nameRecord(quint16 type, const QByteArray &target, quint32 ttl)
{
    return {.type = type, .data = wireName(target), .ttl = ttl};
}

QByteArray wireName(const QByteArray &name)
{
    QByteArray bytes;
    for (const QByteArray &label : name.split('.')) {
        if (!label.isEmpty())
            bytes += char(label.size()) + label;
    }
    return bytes + '\0';
}

const std::vector<DnsFaultRow> &dnsFaultRows()
{
    static const DnsData first{.type = typeCname, .data = wireName("second.test"), .ttl = 60};
    static const DnsData second{
        .type = typeCname, .data = wireName("third.test"), .ttl = 60, .owner = "second.test"};
    static const DnsData third{
        .type = typeA, .data = aRecord("127.0.0.1").data, .ttl = 60, .owner = "third.test"};
    static const DnsData capitals{.type = typeCname, .data = wireName("SECOND.Test"), .ttl = 60};
    static const DnsData back{
        .type = typeCname, .data = wireName("second.test"), .ttl = 60, .owner = "second.test"};
    static const DnsData elsewhere{.type = typeNs, .data = wireName("ns.test"), .ttl = 60, .owner = "test"};
    static const std::vector<DnsFaultRow> rows = {
        {"good", "answers with an address", address()},
        {"nxdomain", "name that does not exist (NXDOMAIN)", rcode(3)},
        {"servfail", "server failure (SERVFAIL)", rcode(2)},
        {"refused", "refuses to answer (REFUSED)", rcode(5)},
        {"formerr", "did not understand (FORMERR)", rcode(1)},
        {"notimp", "cannot do that (NOTIMP)", rcode(4)},
        {"nodata", "name without an address", rcode(0)},
        {"silent", "stays silent", dns::Silence{}},
        {"garbage", "answers with what is no DNS", dns::Bytes{"this is not DNS, it is a line of text"}},
        {"cut", "answer cut off in its last record",
         dns::Answer{.records = {aRecord("127.0.0.1")}, .cutOff = 3}},
        {"truncated", "answer too long for UDP, and no TCP",
         dns::Answer{.records = {aRecord("127.0.0.1")}, .truncatedOverUdp = true}},
        {"wrong-id", "answers another question",
         dns::Answer{.records = {aRecord("127.0.0.1")}, .idOffset = 1}},
        {"late", "answers after 700 ms", dns::Answer{.records = {aRecord("127.0.0.1")}, .delay = 700ms}},
        {"chain", "an alias of an alias of an address", dns::Answer{.records = {first, second, third}}},
        {"alias-to-nothing", "an alias of a name without an address", dns::Answer{.records = {first}}},
        {"chain-backwards", "the same in another order, and in capitals",
         dns::Answer{.records = {third, second, capitals}}},
        {"circle", "an alias of an alias of itself", dns::Answer{.records = {first, back}}},
        {"another", "address of another name than the one asked for", dns::Answer{.records = {third}}},
        {"referral", "names other servers, and does not ask them",
         dns::Answer{.authority = {elsewhere}, .asksOthers = false}},
        {"ttl-zero", "address for no time at all", address(0)},
        {"ttl-large", "address for 68 years", address(0x7fff'ffff)},
        {"ttl-over-large", "address for more time than there is", address(0xffff'ffff)}};
    return rows;
}

DnsScript dnsFaultFor(const DnsAsked &asked)
{
    const QByteArray label = asked.name.split('.').first();
    const auto row = std::ranges::find(dnsFaultRows(), label, &DnsFaultRow::label);
    if (row == dnsFaultRows().end())
        return rcode(3);
    const auto *answer = std::get_if<dns::Answer>(&row->script);
    if (!answer || asked.type == typeA)
        return row->script;
    dns::Answer without = *answer; // there are only A records
    std::erase_if(without.records, [](const DnsData &record) { return record.type == typeA; });
    without.cutOff = 0;
    return without;
}

std::optional<DnsAsked> dnsQuestionIn(const QByteArray &packet)
{
    const qsizetype end = endOfName(packet);
    if (packet.size() < headerSize || wordAt(packet, 4) != 1 || end < 0)
        return {};
    QByteArray name;
    for (qsizetype at = headerSize; packet[at] != 0; at += 1 + static_cast<quint8>(packet[at]))
        name += packet.mid(at + 1, static_cast<quint8>(packet[at])) + '.';
    name.chop(1);
    return DnsAsked{.name = name.toLower(), .type = wordAt(packet, end)};
}

QByteArray dnsAnswerTo(const QByteArray &question, const DnsAsked &asked, const dns::Answer &answer)
{
    const bool isTruncated = answer.truncatedOverUdp && !asked.overTcp;
    QByteArray packet;
    append<quint16>(packet, static_cast<quint16>(wordAt(question, 0) + answer.idOffset));
    const int isAnswer = answer.asksOthers ? 0x8180 : 0x8100; // recursion was asked for, and is available
    append<quint16>(packet, static_cast<quint16>(isAnswer | (isTruncated ? 0x0200 : 0) | answer.rcode));
    append<quint16>(packet, 1);
    append<quint16>(packet, isTruncated ? 0 : static_cast<quint16>(answer.records.size()));
    append<quint16>(packet, isTruncated ? 0 : static_cast<quint16>(answer.authority.size()));
    append<quint16>(packet, 0);
    packet += question.mid(headerSize, endOfName(question) + 4 - headerSize);
    for (const DnsData &record : answer.records)
        packet += isTruncated ? QByteArray() : wireRecord(record, asked.name);
    for (const DnsData &record : answer.authority)
        packet += isTruncated ? QByteArray() : wireRecord(record, asked.name);
    packet.chop(answer.cutOff);
    return packet;
}

} // namespace fusebox::demo
