// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRandomGenerator>
#include <QTest>

#include "app/demo/dns_fault_script.h"
#include "core/probe/names/dns_records.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestDnsRecords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachType_data();
    void readsEachType();
    void typesWeDoNotReadAreLeftOut();
    void ttlWithItsHighestBitSetIsZero();
    void brokenPacketsAreBadAnswers_data();
    void brokenPacketsAreBadAnswers();
    void everyCutOfAPacketIsBadOrComplete();
    void noBytesDoHarm();
    void numberOfRecordsIsBounded();
    void comparesByMeaning_data();
    void comparesByMeaning();
};

namespace {

/// The packet of a question for "name.test".
QByteArray question(quint16 type = 1)
{
    return QByteArray("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12) + demo::wireName("name.test") +
           char(type >> 8) + char(type & 0xff) + QByteArray("\x00\x01", 2);
}

QByteArray packet(const std::vector<demo::DnsData> &records)
{
    return demo::dnsAnswerTo(question(), {.name = "name.test"}, {.records = records});
}

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

tl::expected<std::vector<DnsRecord>, DnsFault> dnsRecordsIn(QByteArrayView bytes)
{
    return dnsMessageIn(bytes).map([](const DnsMessage &message) { return message.answers; });
}

} // namespace

void TestDnsRecords::readsEachType_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("text");
    const QByteArray host = demo::wireName("host.example");
    QTest::newRow("A") << 1 << raw("c0000201") << u"192.0.2.1"_s;
    QTest::newRow("AAAA") << 28 << raw("20010db8000000000000000000000001") << u"2001:db8::1"_s;
    QTest::newRow("NS") << 2 << host << u"host.example"_s;
    QTest::newRow("CNAME") << 5 << host << u"host.example"_s;
    QTest::newRow("PTR") << 12 << host << u"host.example"_s;
    QTest::newRow("name pointing back") << 2 << raw("02 6e73 c00c") << u"ns.name.test"_s;
    QTest::newRow("MX") << 15 << raw("000a") + host << u"10 host.example"_s;
    QTest::newRow("null MX") << 15 << raw("0000 00") << u"0 ."_s;
    QTest::newRow("TXT") << 16 << QByteArray("\x04v=ab\x02 c") << u"v=ab c"_s;
    QTest::newRow("TXT in UTF-8") << 16 << QByteArray("\x02\xc3\xa4") << u"ä"_s;
    QTest::newRow("SRV") << 33 << raw("0001 0002 01bb") + host << u"1 2 443 host.example"_s;
    QTest::newRow("SOA") << 6
                         << host + demo::wireName("admin.example") +
                                raw("00000001 00000002 00000003 00000004 ffffffff")
                         << u"host.example admin.example 1 2 3 4 4294967295"_s;
    QTest::newRow("CAA") << 257 << QByteArray("\x80\x05issueca.example", 17) << u"128 issue \"ca.example\""_s;
}

void TestDnsRecords::readsEachType()
{
    QFETCH(const int, type);
    QFETCH(const QByteArray, data);
    const auto records = dnsRecordsIn(packet({{.type = quint16(type), .data = data, .ttl = 300}}));
    QVERIFY(records);
    QCOMPARE(records->size(), std::size_t(1));
    QCOMPARE(static_cast<int>(records->front().type), type);
    QCOMPARE(records->front().owner, u"name.test"_s);
    QCOMPARE(records->front().ttl, 300s);
    QTEST(records->front().text, "text");
}

void TestDnsRecords::typesWeDoNotReadAreLeftOut()
{
    const auto records =
        dnsRecordsIn(packet({{.type = 46, .data = "signature"}, demo::aRecord("192.0.2.1")}));
    QVERIFY(records);
    QCOMPARE(records->size(), std::size_t(1));
    QCOMPARE(records->front().text, u"192.0.2.1"_s);
}

void TestDnsRecords::ttlWithItsHighestBitSetIsZero()
{
    const auto records = dnsRecordsIn(
        packet({demo::aRecord("192.0.2.1", 0x7fff'ffff), demo::aRecord("192.0.2.2", 0x8000'0000)}));
    QVERIFY(records);
    QCOMPARE(records->at(0).ttl, std::chrono::seconds(0x7fff'ffff));
    QCOMPARE(records->at(1).ttl, 0s);
}

void TestDnsRecords::brokenPacketsAreBadAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a header") << question().left(6);
    QTest::newRow("short address") << packet({{.type = 1, .data = raw("c00002")}});
    QTest::newRow("short IPv6 address") << packet({{.type = 28, .data = raw("c00002")}});
    QTest::newRow("name that points at itself")
        << packet({{.type = 2, .data = raw("c030")}}); // where this name begins
    QTest::newRow("name that points out of the packet") << packet({{.type = 2, .data = raw("cfff")}});
    QTest::newRow("string longer than its record") << packet({{.type = 16, .data = raw("ff61")}});
    QTest::newRow("tag longer than its record") << packet({{.type = 257, .data = raw("00ff61")}});
    QTest::newRow("name longer than its record") << packet({{.type = 15, .data = raw("000a 05 61")}});
    QByteArray many = packet({demo::aRecord("192.0.2.1")});
    many[7] = 2; // the number of answers
    QTest::newRow("fewer records than promised") << many;
}

void TestDnsRecords::brokenPacketsAreBadAnswers()
{
    QFETCH(const QByteArray, bytes);
    const auto records = dnsRecordsIn(bytes);
    QVERIFY(!records);
    QCOMPARE(records.error(), DnsFault::BadAnswer);
}

void TestDnsRecords::everyCutOfAPacketIsBadOrComplete()
{
    const QByteArray whole = packet({demo::nameRecord(5, "other.test"), demo::aRecord("192.0.2.1")});
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY2(!dnsRecordsIn(whole.first(size)), qPrintable(QString::number(size)));
    QVERIFY(dnsRecordsIn(whole));
}

/// For the sanitizers: whatever the bytes, nothing outside of them is read.
void TestDnsRecords::noBytesDoHarm()
{
    QRandomGenerator random(42);
    const QByteArray whole = packet({demo::nameRecord(5, "other.test"),
                                     demo::aRecord("192.0.2.1"),
                                     {.type = 16, .data = raw("0161")},
                                     {.type = 257, .data = raw("000161")}});
    int read = 0;
    for (int i = 0; i < testing::timesToRun(200'000); ++i) {
        QByteArray spoilt = whole;
        for (int j = 0; j < 3; ++j)
            spoilt[random.bounded(spoilt.size())] = char(random.bounded(256));
        if (const auto records = dnsRecordsIn(spoilt)) {
            QVERIFY(records->size() <= mostDnsRecords);
            ++read;
        }
    }
    QVERIFY(read > 0);
}

void TestDnsRecords::numberOfRecordsIsBounded()
{
    const auto records = dnsRecordsIn(packet(std::vector(5'000, demo::aRecord("192.0.2.1"))));
    QVERIFY(records);
    QCOMPARE(records->size(), mostDnsRecords);
}

void TestDnsRecords::comparesByMeaning_data()
{
    QTest::addColumn<DnsType>("type");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("same");
    using enum DnsType;
    QTest::newRow("address") << A << u"192.0.2.1"_s << u"192.0.2.1"_s << true;
    QTest::newRow("another address") << A << u"192.0.2.1"_s << u"192.0.2.2"_s << false;
    QTest::newRow("form of address") << Aaaa << u"2001:DB8:0::1"_s << u"2001:db8::1"_s << true;
    QTest::newRow("case and dot") << Cname << u"Host.Example."_s << u"host.example"_s << true;
    QTest::newRow("blanks") << Mx << u"10  mail.example."_s << u"10 mail.example"_s << true;
    QTest::newRow("preference") << Mx << u"10 mail.example"_s << u"20 mail.example"_s << false;
    QTest::newRow("case of a text") << Txt << u"v=A"_s << u"v=a"_s << false;
    QTest::newRow("text") << Txt << u"v=A."_s << u"v=A."_s << true;
}

void TestDnsRecords::comparesByMeaning()
{
    QFETCH(const DnsType, type);
    QFETCH(const QString, one);
    QFETCH(const QString, other);
    QTEST(isSameRecord(type, one, other), "same");
    QTEST(isSameRecord(type, other, one), "same");
}

FUSEBOX_PLAIN_TEST(TestDnsRecords)
#include "tst_dns_records.moc"
