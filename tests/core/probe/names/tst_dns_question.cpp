// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/dns_question.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;

class TestDnsQuestion final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUrls_data();
    void readsUrls();
    void refusesWhatCannotBeAsked_data();
    void refusesWhatCannotBeAsked();
    void knowsTypesByName_data();
    void knowsTypesByName();
};

void TestDnsQuestion::readsUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<DnsTarget>("target");
    const auto row = [](const char *url, const DnsTarget &target) {
        QTest::newRow(url) << QString::fromUtf8(url) << target;
    };
    row("dns://192.0.2.53/example.com?type=MX", {u"192.0.2.53"_s, 53, {"example.com", DnsType::Mx}});
    row("dns://192.0.2.53:5353/example.com", {u"192.0.2.53"_s, 5353, {"example.com", DnsType::A}});
    row("dns://[2001:db8::53]:54/example.com?type=aaaa",
        {u"2001:db8::53"_s, 54, {"example.com", DnsType::Aaaa}});
    row("dns://ns.example/_sip._tcp.example.com?type=srv",
        {u"ns.example"_s, 53, {"_sip._tcp.example.com", DnsType::Srv}});
    row("dns:///example.com.?type=TXT", {u""_s, 53, {"example.com.", DnsType::Txt}});
    row("dns:///m%C3%BCnchen.example", {u""_s, 53, {"xn--mnchen-3ya.example", DnsType::A}});
    row("dns:///*.example.com", {u""_s, 53, {"*.example.com", DnsType::A}});
    row("dns:///.?type=NS", {u""_s, 53, {".", DnsType::Ns}});
    row("dns:///0%2F25.2.0.192.in-addr.arpa?type=NS",
        {u""_s, 53, {"0/25.2.0.192.in-addr.arpa", DnsType::Ns}});
    row("dns:///1.2.0.192.in-addr.arpa?type=PTR", {u""_s, 53, {"1.2.0.192.in-addr.arpa", DnsType::Ptr}});
}

void TestDnsQuestion::readsUrls()
{
    QFETCH(const QString, url);
    QFETCH(const DnsTarget, target);
    const auto read = dnsTargetFrom(QUrl(url));
    QVERIFY2(read, qPrintable(read ? QString() : QString::number(int(read.error()))));
    QCOMPARE(read->server, target.server);
    QCOMPARE(read->port, target.port);
    QCOMPARE(read->question, target.question);
}

void TestDnsQuestion::refusesWhatCannotBeAsked_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<DnsFault>("fault");
    const auto row = [](const char *name, const QString &url, DnsFault fault) {
        QTest::newRow(name) << url << fault;
    };
    row("no name", u"dns://192.0.2.53/"_s, DnsFault::BadName);
    row("no path", u"dns://192.0.2.53"_s, DnsFault::BadName);
    row("empty label", u"dns://192.0.2.53/a..b"_s, DnsFault::BadName);
    row("a path", u"dns://192.0.2.53/a/b"_s, DnsFault::BadName);
    row("a blank", u"dns://192.0.2.53/a%20b"_s, DnsFault::BadName);
    row("a zero byte", u"dns://192.0.2.53/a%00b"_s, DnsFault::BadName);
    row("a quoted dot", u"dns://192.0.2.53/a%5C.b"_s, DnsFault::BadName);
    row("long label", u"dns:///"_s + QString(64, u'a') + u".test"_s, DnsFault::BadName);
    row("long name", u"dns:///"_s + (QString(62, u'a') + u'.').repeated(4) + u"ab.test"_s, DnsFault::BadName);
    row("unknown type", u"dns:///example.com?type=AXFR"_s, DnsFault::BadType);
    row("empty type", u"dns:///example.com?type="_s, DnsFault::BadType);
    row("credentials", u"dns://me@192.0.2.53/example.com"_s, DnsFault::BadServer);
    row("port 0", u"dns://192.0.2.53:0/example.com"_s, DnsFault::BadServer);
    row("port too large", u"dns://192.0.2.53:65536/example.com"_s, DnsFault::BadServer);
}

void TestDnsQuestion::refusesWhatCannotBeAsked()
{
    QFETCH(const QString, url);
    const auto read = dnsTargetFrom(QUrl(url));
    QVERIFY(!read);
    QTEST(read.error(), "fault");
}

void TestDnsQuestion::knowsTypesByName_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("A") << 1;
    QTest::newRow("NS") << 2;
    QTest::newRow("CNAME") << 5;
    QTest::newRow("SOA") << 6;
    QTest::newRow("PTR") << 12;
    QTest::newRow("MX") << 15;
    QTest::newRow("TXT") << 16;
    QTest::newRow("AAAA") << 28;
    QTest::newRow("SRV") << 33;
    QTest::newRow("CAA") << 257;
}

void TestDnsQuestion::knowsTypesByName()
{
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    for (const QString &word : {name, name.toLower()}) {
        const auto type = dnsTypeFrom(word);
        QVERIFY(type);
        QTEST(static_cast<int>(*type), "number");
    }
}

FUSEBOX_PLAIN_TEST(TestDnsQuestion)
#include "tst_dns_question.moc"
