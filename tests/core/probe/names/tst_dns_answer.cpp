// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QtEndian>

#include "app/demo/dns_fault_script.h"
#include "core/probe/names/dns_answer.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Which records of a packet answer a question, and what one without any says.
class TestDnsAnswer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyRecordsOfTheNameAskedForCount_data();
    void onlyRecordsOfTheNameAskedForCount();
    void answerHoldsAsLongAsTheShortestOfItsAliases();
    void whatHasNoRecordSaysWhy_data();
    void whatHasNoRecordSaysWhy();
    void headerStandsWhateverFollows_data();
    void headerStandsWhateverFollows();
    void longChainsAndWideAnswersAreReadQuickly();
};

namespace {

constexpr quint16 cname = 5;

DnsData owned(DnsData record, const QByteArray &owner)
{
    record.owner = owner;
    return record;
}
DnsData alias(const QByteArray &owner, const QByteArray &target, quint32 ttl = 60)
{
    return owned(nameRecord(cname, target, ttl), owner);
}

QByteArray questionFor(const QByteArray &name)
{
    return QByteArray("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12) + wireName(name) +
           QByteArray("\x00\x01\x00\x01", 4);
}

/// The answer to a question for "name.test".
QByteArray packet(const std::vector<DnsData> &records)
{
    return dnsAnswerTo(questionFor("name.test"), {.name = "name.test"}, {.records = records});
}

/// The same with these flags, and so many of the records in the authority section.
QByteArray packet(quint16 flags, const std::vector<DnsData> &records, quint16 inAuthority)
{
    QByteArray bytes = packet(records);
    qToBigEndian(flags, bytes.data() + 2);
    qToBigEndian(static_cast<quint16>(records.size() - inAuthority), bytes.data() + 6);
    qToBigEndian(inAuthority, bytes.data() + 8);
    return bytes;
}

QStringList textsOf(const tl::expected<DnsAnswer, DnsFault> &answer)
{
    QStringList texts;
    for (const DnsRecord &record : answer ? answer->records : std::vector<DnsRecord>())
        texts.push_back(record.text);
    return texts;
}

} // namespace

void TestDnsAnswer::onlyRecordsOfTheNameAskedForCount_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<std::vector<DnsData>>("records");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name, const std::vector<DnsData> &records, const QStringList &found,
                        const QByteArray &asked = "name.test") {
        QTest::newRow(name) << asked << records << found;
    };
    const QStringList one{u"192.0.2.1"_s};
    const DnsData address = aRecord("192.0.2.1");
    const DnsData another = aRecord("192.0.2.66");
    row("its own", {address}, one);
    row("two of its own", {address, aRecord("192.0.2.2")}, {u"192.0.2.1"_s, u"192.0.2.2"_s});
    row("another's", {owned(another, "evil.test")}, {});
    row("another's too", {owned(another, "evil.test"), address}, one);
    row("one below it", {owned(another, "www.name.test")}, {});
    row("one above it", {owned(another, "test")}, {});
    row("one that begins like it", {owned(another, "name.test.evil")}, {});
    row("in capitals", {owned(address, "NAME.Test")}, one);
    row("asked in capitals", {owned(address, "name.test")}, one, "Name.TEST");
    row("asked with the root's dot", {owned(address, "name.test")}, one, "name.test.");
    row("another type", {aaaaRecord("2001:db8::1")}, {});
    row("alias", {alias("name.test", "b.test"), owned(address, "b.test")}, one);
    row("alias in capitals", {alias("name.test", "B.test"), owned(address, "b.TEST")}, one);
    row("alias last", {owned(address, "b.test"), alias("name.test", "b.test")}, one);
    row("chain", {alias("name.test", "b.test"), alias("b.test", "c.test"), owned(address, "c.test")}, one);
    row("chain backwards",
        {owned(address, "c.test"), alias("b.test", "c.test"), alias("name.test", "b.test")}, one);
    row("alias of another", {alias("evil.test", "b.test"), owned(another, "b.test")}, {});
    row("gap in the chain",
        {alias("name.test", "b.test"), alias("c.test", "d.test"), owned(another, "d.test")}, {});
    row("beside the chain",
        {alias("name.test", "b.test"), owned(address, "b.test"), owned(another, "c.test")}, one);
    row("alias to nothing", {alias("name.test", "b.test")}, {});
    row("two aliases: the first",
        {alias("name.test", "b.test"), alias("name.test", "c.test"), owned(address, "b.test"),
         owned(another, "c.test")},
        one);
    row("nothing", {}, {});
}

void TestDnsAnswer::onlyRecordsOfTheNameAskedForCount()
{
    QFETCH(const QByteArray, asked);
    QFETCH(const std::vector<DnsData>, records);
    const auto answer = dnsAnswerIn(packet(records), {.name = asked});
    QTEST(textsOf(answer), "found");
    if (!answer)
        QCOMPARE(answer.error(), DnsFault::NoData);
}

void TestDnsAnswer::answerHoldsAsLongAsTheShortestOfItsAliases()
{
    const auto ttlOf = [](const std::vector<DnsData> &records) {
        return dnsAnswerIn(packet(records), {.name = "name.test"})->ttl;
    };
    QCOMPARE(ttlOf({aRecord("192.0.2.1", 9), aRecord("192.0.2.2", 7)}), 7s);
    QCOMPARE(ttlOf({alias("name.test", "b.test", 5), owned(aRecord("192.0.2.1", 600), "b.test")}), 5s);
    QCOMPARE(ttlOf({alias("c.test", "d.test", 1), aRecord("192.0.2.1", 9),
                    owned(aRecord("192.0.2.1", 1), "d.test")}),
             9s);
}

void TestDnsAnswer::whatHasNoRecordSaysWhy_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<DnsFault>("fault");
    const auto row = [](const char *name, const QByteArray &bytes, DnsFault fault) {
        QTest::newRow(name) << bytes << fault;
    };
    const DnsData ns = owned(nameRecord(2, "ns.test"), "test");
    const DnsData soa{
        .type = 6, .data = wireName("a") + wireName("b") + QByteArray(20, '\0'), .owner = "test"};
    constexpr quint16 fromRecursor = 0x8180;
    constexpr quint16 inCharge = 0x8500;
    constexpr quint16 neither = 0x8100;
    row("circle of one", packet({alias("name.test", "name.test")}), DnsFault::BadAnswer);
    row("circle of two", packet({alias("name.test", "b.test"), alias("b.test", "name.test")}),
        DnsFault::BadAnswer);
    row("circle further on",
        packet({alias("name.test", "b.test"), alias("b.test", "c.test"), alias("c.test", "B.test")}),
        DnsFault::BadAnswer);
    row("no data, with an SOA", packet(fromRecursor, {soa}, 1), DnsFault::NoData);
    row("no data, with an SOA and NS", packet(neither, {soa, ns}, 2), DnsFault::NoData);
    row("no data of who is in charge, with NS", packet(inCharge, {ns}, 1), DnsFault::NoData);
    row("no data, without a word more", packet(fromRecursor, {}, 0), DnsFault::NoData);
    row("referral", packet(neither, {ns}, 1), DnsFault::Referral);
    row("referral of one that could ask", packet(fromRecursor, {ns}, 1), DnsFault::Referral);
    row("alias, and a referral for its target", packet(neither, {alias("name.test", "b.test"), ns}, 1),
        DnsFault::Referral);
    row("nothing at all of one that does not ask", packet(neither, {}, 0), DnsFault::Referral);
    row("referral that is cut off", packet(fromRecursor, {ns}, 1).chopped(2), DnsFault::NoData);
    for (const auto &[rcode, fault] : {std::pair{1, DnsFault::NotUnderstood},
                                       {2, DnsFault::ServerFailure},
                                       {3, DnsFault::NoSuchName},
                                       {4, DnsFault::NotUnderstood},
                                       {5, DnsFault::Refused},
                                       {9, DnsFault::ServerFailure}})
        row(qPrintable(u"code %1, with a record"_s.arg(rcode)),
            packet(static_cast<quint16>(fromRecursor | rcode), {aRecord("192.0.2.1")}, 0), fault);
    row("a question", packet(0x0100, {aRecord("192.0.2.1")}, 0), DnsFault::BadAnswer);
}

void TestDnsAnswer::whatHasNoRecordSaysWhy()
{
    QFETCH(const QByteArray, bytes);
    const auto answer = dnsAnswerIn(bytes, {.name = "name.test"});
    QVERIFY(!answer);
    QTEST(answer.error(), "fault");
}

void TestDnsAnswer::headerStandsWhateverFollows_data()
{
    QTest::addColumn<int>("flags");
    QTest::addColumn<DnsFault>("fault");
    QTest::newRow("truncated") << 0x8380 << DnsFault::Truncated;
    QTest::newRow("truncated, whatever the code") << 0x8383 << DnsFault::Truncated;
    QTest::newRow("NXDOMAIN") << 0x8183 << DnsFault::NoSuchName;
    QTest::newRow("SERVFAIL") << 0x8182 << DnsFault::ServerFailure;
}

void TestDnsAnswer::headerStandsWhateverFollows()
{
    QFETCH(const int, flags);
    const QByteArray whole =
        packet(static_cast<quint16>(flags), {aRecord("192.0.2.1"), aRecord("192.0.2.2")}, 0);
    for (qsizetype size = 12; size < whole.size(); ++size) {
        const auto answer = dnsAnswerIn(whole.first(size), {.name = "name.test"});
        QVERIFY(!answer);
        QTEST(answer.error(), "fault");
    }
}

/// As many as 64 KiB hold; a second look at each for each of them would take minutes.
void TestDnsAnswer::longChainsAndWideAnswersAreReadQuickly()
{
    std::vector<DnsData> records;
    const auto link = [](int i) { return i == 0 ? QByteArray("name.test") : QByteArray::number(i); };
    for (int i = 3'999; i >= 0; --i) // backwards
        records.push_back(alias(link(i), link(i + 1)));
    records.push_back(owned(aRecord("192.0.2.1"), link(4'000)));
    QCOMPARE(textsOf(dnsAnswerIn(packet(records), {.name = "name.test"})), QStringList{u"192.0.2.1"_s});
    const std::vector<DnsData> wide(4'000, aRecord("192.0.2.1"));
    QCOMPARE(textsOf(dnsAnswerIn(packet(wide), {.name = "name.test"})).size(), 4'000);
}

FUSEBOX_PLAIN_TEST(TestDnsAnswer)
#include "tst_dns_answer.moc"
