// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/literal_address.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;

/// Addresses with a zone, and how URLs write them.
class TestLiteralAddress final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zoneIsEscapedWhereItIsNot_data();
    void zoneIsEscapedWhereItIsNot();
    void hostIsDialledAsItIs_data();
    void hostIsDialledAsItIs();
    void peersDoNotHearOfTheZone_data();
    void peersDoNotHearOfTheZone();
};

void TestLiteralAddress::zoneIsEscapedWhereItIsNot_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("escaped");
    const auto row = [](const QString &text, const QString &escaped) {
        QTest::newRow(qPrintable(text)) << text << escaped;
    };
    row(u"http://[fe80::1%eth0]/"_s, u"http://[fe80::1%25eth0]/"_s);
    row(u"http://[fe80::1%25eth0]/"_s, u"http://[fe80::1%25eth0]/"_s);
    row(u"tcp://[fe80::1%2]:80"_s, u"tcp://[fe80::1%252]:80"_s);
    row(u"http://[fe80::1%25]/"_s, u"http://[fe80::1%2525]/"_s); // number 25
    row(u"http://[fe80::1%ad]/"_s, u"http://[fe80::1%25ad]/"_s);
    row(u"dns://[fe80::1%br-lan.2]/n"_s, u"dns://[fe80::1%25br-lan.2]/n"_s);
    row(u"http://[fe80::1%]/"_s, u"http://[fe80::1%]/"_s);
    row(u"http://[fe80::1%a b]/"_s, u"http://[fe80::1%a b]/"_s);
    row(u"http://[fe80::1]/%20"_s, u"http://[fe80::1]/%20"_s);
    row(u"http://[fe80::1/%20"_s, u"http://[fe80::1/%20"_s);
    row(u"http://a.test/%20?[%25]"_s, u"http://a.test/%20?[%25]"_s);
    row(u"http://a.test/?u=x://[::1%eth0]"_s, u"http://a.test/?u=x://[::1%eth0]"_s);
    row(u""_s, u""_s);
}

void TestLiteralAddress::zoneIsEscapedWhereItIsNot()
{
    QFETCH(const QString, text);
    QTEST(withEscapedZone(text), "escaped");
}

void TestLiteralAddress::hostIsDialledAsItIs_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::newRow("name") << u"http://A.test:80/"_s << u"a.test"_s;
    QTest::newRow("international name") << u"http://bücher.test/"_s << u"xn--bcher-kva.test"_s;
    QTest::newRow("IPv4") << u"tcp://192.0.2.1:80"_s << u"192.0.2.1"_s;
    QTest::newRow("IPv6") << u"http://[::1]/"_s << u"::1"_s;
    QTest::newRow("zone") << u"http://[fe80::1%25eth0]/"_s << u"fe80::1%eth0"_s;
    QTest::newRow("zone that looks escaped") << u"http://[fe80::1%2525]/"_s << u"fe80::1%25"_s;
    QTest::newRow("escapes in a zone") << u"http://[fe80::1%25a%3Ab]/"_s << u"fe80::1%a:b"_s;
    QTest::newRow("none") << u"dns:///n"_s << QString();
}

void TestLiteralAddress::hostIsDialledAsItIs()
{
    QFETCH(const QString, url);
    QTEST(dialledHost(QUrl(url, QUrl::StrictMode)), "host");
}

void TestLiteralAddress::peersDoNotHearOfTheZone_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("told");
    QTest::newRow("zone") << u"fe80::1%eth0"_s << u"fe80::1"_s;
    QTest::newRow("no zone") << u"fe80::1"_s << u"fe80::1"_s;
    QTest::newRow("IPv4") << u"192.0.2.1"_s << u"192.0.2.1"_s;
    QTest::newRow("name") << u"a%b.test"_s << u"a%b.test"_s;
}

void TestLiteralAddress::peersDoNotHearOfTheZone()
{
    QFETCH(const QString, host);
    QTEST(withoutZone(host), "told");
}

FUSEBOX_PLAIN_TEST(TestLiteralAddress)
#include "tst_literal_address.moc"
