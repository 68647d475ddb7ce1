// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/dns/dns_probe.h"

#include <algorithm>
#include <utility>

#include "core/probe/names/addresses.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

constexpr qsizetype mostRecordsKept = 50;
constexpr qsizetype longestRecordKept = 500; ///< characters

Failure unexpectedAnswer(const QString &detail)
{
    return {.errorClass = ErrorClass::Assertion, .detail = detail.toStdString()};
}

QStringList textsOf(const DnsAnswer &answer)
{
    QStringList texts;
    for (const DnsRecord &record : answer.records)
        texts.push_back(record.text);
    return texts;
}

QStringList bounded(const QStringList &texts)
{
    QStringList kept = texts.first(std::min(texts.size(), mostRecordsKept));
    for (QString &text : kept)
        text.truncate(longestRecordKept);
    return kept;
}

} // namespace

DnsProbe::DnsProbe(ProbeRequest request, const Network &network, DnsDirectory &directory)
    : TimedProbe(std::move(request), network.clock)
    , m_network(network)
    , m_directory(directory)
{
}

void DnsProbe::begin()
{
    enter(Phase::Dns);
    if (const auto target = dnsTargetFrom(request().url))
        findServer(*target);
    else
        fail(failureOf(target.error()));
}

void DnsProbe::close()
{
    m_serverLookup.reset();
    m_lookup.reset();
}

void DnsProbe::findServer(const DnsTarget &target)
{
    m_target = target;
    if (target.server.isEmpty())
        return ask(m_directory.system());
    if (const QHostAddress literal(target.server); !literal.isNull())
        return askAt(ofFamily({literal}, request().names.family));
    if (const auto kept = m_network.resolver.kept(target.server, request().names)) {
        result().nameWasKept = true;
        return askAt(*kept);
    }
    m_serverLookup =
        m_network.resolver.resolve(target.server, request().names, [this](const Resolver::Answer &answer) {
            if (answer)
                askAt(*answer);
            else
                fail(answer.error());
        });
}

void DnsProbe::askAt(const QList<QHostAddress> &addresses)
{
    if (addresses.isEmpty()) // a literal address of the other family
        return fail(failureOf(DnsFault::NoData));
    QList<DnsServer> servers;
    for (const QHostAddress &address : addresses)
        servers.push_back({address, m_target.port});
    ask(m_directory.servers(servers));
}

void DnsProbe::ask(std::shared_ptr<DnsServers> servers)
{
    m_lookup = std::make_unique<DnsLookup>(std::move(servers), m_target.question,
                                           [this](const Reply &reply) { judge(reply); });
}

void DnsProbe::judge(const Reply &reply)
{
    const bool isUnknown = !reply && reply.error() == DnsFault::NoSuchName;
    const bool isKnown = reply || reply.error() == DnsFault::NoData;
    if (optionsOf<DnsOptions>(request()).expectNoSuchName && isUnknown)
        succeed();
    else if (optionsOf<DnsOptions>(request()).expectNoSuchName && isKnown)
        fail(unexpectedAnswer(QStringLiteral("NOERROR"))); // what DNS calls it
    else if (reply)
        judgeRecords(*reply);
    else
        fail(failureOf(reply.error()));
}

void DnsProbe::judgeRecords(const DnsAnswer &answer)
{
    const DnsType type = m_target.question.type;
    const QStringList texts = textsOf(answer);
    result().dnsRecords = bounded(texts);
    for (const QString &expected : optionsOf<DnsOptions>(request()).expect) {
        const auto isIt = [&](const QString &text) { return isSameRecord(type, expected, text); };
        if (std::ranges::none_of(texts, isIt))
            return fail(unexpectedAnswer(result().dnsRecords.join(QStringLiteral(", "))));
    }
    succeed();
}

} // namespace fusebox::probe
