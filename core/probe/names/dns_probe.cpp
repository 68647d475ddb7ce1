// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_probe.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QTimerEvent>

#include "core/probe/names/addresses.h"
#include "core/probe/names/dns_records.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;
using std::chrono::milliseconds;

namespace {

constexpr qsizetype mostRecordsKept = 50;
constexpr qsizetype longestRecordKept = 500; ///< characters

ProbeFailure unexpectedAnswer(const QString &detail)
{
    return {Failure{.errorClass = ErrorClass::Assertion, .detail = detail.toStdString()}, Phase::Dns, {}};
}

QStringList textsOf(const std::vector<DnsRecord> &records, DnsType type)
{
    QStringList texts;
    for (const DnsRecord &record : records) {
        if (record.type == type)
            texts.push_back(record.text);
    }
    return texts;
}

QStringList bounded(const QStringList &texts)
{
    QStringList kept = texts.first(std::min(texts.size(), mostRecordsKept));
    for (QString &text : kept)
        text.truncate(longestRecordKept);
    return kept;
}

int timerInterval(resilience::Nanoseconds left)
{
    constexpr milliseconds longest(std::numeric_limits<int>::max()); // 24 days
    return static_cast<int>(
        std::clamp(std::chrono::ceil<milliseconds>(left), milliseconds(0), longest).count());
}

} // namespace

DnsProbe::DnsProbe(const ProbeRequest &request, const Network &network, DnsDirectory &directory)
    : m_request(request)
    , m_network(network)
    , m_directory(directory)
    , m_watch(network.clock, request.timeouts)
{
}

void DnsProbe::start()
{
    if (m_state != State::New)
        return;
    m_state = State::Running;
    m_watch.start();
    m_watch.enter(Phase::Dns);
    m_timer.start(timerInterval(m_watch.deadline() - m_network.clock.now()), Qt::PreciseTimer, this);
    if (const auto target = dnsTargetFrom(m_request.url))
        findServer(*target);
    else
        endLater(failureOf(target.error()));
}

void DnsProbe::cancel()
{
    if (m_state == State::Running)
        end(ProbeFailure{Failure{.errorClass = ErrorClass::Cancelled}, Phase::Dns, {}});
}

void DnsProbe::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return Probe::timerEvent(event);
    const auto left = m_watch.deadline() - m_network.clock.now();
    if (left <= resilience::Nanoseconds::zero())
        failWith(failureOf(DnsFault::TimedOut));
    else
        m_timer.start(timerInterval(left), Qt::PreciseTimer, this);
}

void DnsProbe::findServer(const DnsTarget &target)
{
    m_target = target;
    if (target.server.isEmpty())
        return ask(m_directory.system());
    if (const QHostAddress literal(target.server); !literal.isNull())
        return askAt(ofFamily({literal}, m_request.names.family));
    if (const auto kept = m_network.resolver.kept(target.server, m_request.names)) {
        m_result.nameWasKept = true;
        return askAt(*kept);
    }
    m_serverLookup =
        m_network.resolver.resolve(target.server, m_request.names, [this](const Resolver::Answer &answer) {
            if (answer)
                askAt(*answer);
            else
                failWith(answer.error());
        });
}

void DnsProbe::askAt(const QList<QHostAddress> &addresses)
{
    if (addresses.isEmpty()) // a literal address of the other family
        return endLater(failureOf(DnsFault::NoData));
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
    if (m_request.dns.expectNoSuchName && isUnknown)
        end({});
    else if (m_request.dns.expectNoSuchName && isKnown)
        end(unexpectedAnswer(QStringLiteral("NOERROR"))); // what DNS calls it
    else if (reply)
        judgeRecords(*reply);
    else
        failWith(failureOf(reply.error()));
}

void DnsProbe::judgeRecords(const QByteArray &packet)
{
    const auto records = dnsRecordsIn(packet);
    if (!records)
        return failWith(failureOf(records.error()));
    const DnsType type = m_target.question.type;
    const QStringList texts = textsOf(*records, type);
    m_result.dnsRecords = bounded(texts);
    if (texts.isEmpty()) // only aliases
        return failWith(failureOf(DnsFault::NoData));
    for (const QString &expected : m_request.dns.expect) {
        const auto isIt = [&](const QString &text) { return isSameRecord(type, expected, text); };
        if (std::ranges::none_of(texts, isIt))
            return end(unexpectedAnswer(m_result.dnsRecords.join(QStringLiteral(", "))));
    }
    end({});
}

/// finished() never comes from inside start().
void DnsProbe::endLater(const NameFailure &failure)
{
    QMetaObject::invokeMethod(
        this,
        [this, failure] {
            if (m_state == State::Running)
                failWith(failure);
        },
        Qt::QueuedConnection);
}

void DnsProbe::end(const std::optional<ProbeFailure> &failure)
{
    m_state = State::Ended;
    m_watch.stop();
    m_timer.stop();
    m_serverLookup.reset();
    m_lookup.reset();
    m_result.phases = m_watch.times();
    m_result.latency = m_result.phases.sum();
    m_result.failure = failure;
    Q_EMIT finished(m_result);
}

} // namespace fusebox::probe
