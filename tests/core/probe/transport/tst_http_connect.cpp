// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/transport/http_connect.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

const ProxyOptions anonymous = {.kind = ProxyKind::Http};
const ProxyTarget someone = {.host = u"name.test"_s, .port = 443};

HttpConnect begun(const ProxyOptions &options = anonymous)
{
    HttpConnect machine(options, someone);
    (void)machine.begin();
    return machine;
}

} // namespace

class TestHttpConnect final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForTheTargetByName_data();
    void asksForTheTargetByName();
    void credentialsAreSentOnlyWhenThereAreSome();
    void anyStatusOf2xxOpens_data();
    void anyStatusOf2xxOpens();
    void answerMayComeByteByByte();
    void bytesBehindTheHeadAreTheTargets();
    void interimAnswersArePassedOver();
    void refusals_data();
    void refusals();
    void hostileAnswersAreNone_data();
    void hostileAnswersAreNone();
    void endlessHeadsAreCutOff_data();
    void endlessHeadsAreCutOff();
    void longReasonIsCut();
    void credentialsAreInNoFailure();
};

void TestHttpConnect::asksForTheTargetByName_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("authority");
    QTest::newRow("name") << u"name.test"_s << QByteArray("name.test:8443");
    QTest::newRow("IPv4") << u"192.0.2.1"_s << QByteArray("192.0.2.1:8443");
    QTest::newRow("IPv6") << u"2001:db8::1"_s << QByteArray("[2001:db8::1]:8443");
}

void TestHttpConnect::asksForTheTargetByName()
{
    QFETCH(QString, host);
    QFETCH(QByteArray, authority);
    HttpConnect machine(anonymous, {.host = host, .port = 8443});
    QCOMPARE(machine.begin()->toSend,
             "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
}

void TestHttpConnect::credentialsAreSentOnlyWhenThereAreSome()
{
    HttpConnect machine({.kind = ProxyKind::Http, .user = u"Aladdin"_s, .password = u"open sesame"_s},
                        someone);
    QVERIFY(machine.begin()->toSend.contains(
        "\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n")); // RFC 7617's example
    HttpConnect without(anonymous, someone);
    QVERIFY(!without.begin()->toSend.contains("Authorization"));
}

void TestHttpConnect::anyStatusOf2xxOpens_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("200") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 Connection established\r\n\r\n");
    QTest::newRow("bare line feeds") << QByteArray("HTTP/1.1 200 OK\nVia: x\n\n");
    QTest::newRow("both ends of line") << QByteArray("HTTP/1.1 200 OK\n\r\n");
    QTest::newRow("several blanks") << QByteArray("HTTP/1.1  200  OK\r\n\r\n");
    QTest::newRow("no reason") << QByteArray("HTTP/1.1 200\r\n\r\n");
    QTest::newRow("299 with fields, which mean nothing here")
        << QByteArray("HTTP/1.1 299 Fine\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void TestHttpConnect::anyStatusOf2xxOpens()
{
    QFETCH(QByteArray, answer);
    HttpConnect machine = begun();
    const auto step = machine.receive(answer);
    QVERIFY(step.has_value());
    QVERIFY(step->isOpen);
    QVERIFY(step->surplus.isEmpty() && step->toSend.isEmpty());
}

void TestHttpConnect::answerMayComeByteByByte()
{
    for (const QByteArray &answer :
         {"HTTP/1.1 200 OK\r\nVia: x\r\n\r\n"_ba, "HTTP/1.1 200 OK\nVia: x\n\n"_ba}) {
        HttpConnect machine = begun();
        for (qsizetype i = 0; i < answer.size(); ++i) {
            const auto step = machine.receive(QByteArrayView(answer).sliced(i, 1));
            QVERIFY(step.has_value());
            QCOMPARE(step->isOpen, i == answer.size() - 1);
        }
    }
}

void TestHttpConnect::bytesBehindTheHeadAreTheTargets()
{
    HttpConnect machine = begun();
    const auto step = machine.receive("HTTP/1.1 200 OK\r\n\r\n220 hello\r\n\r\n");
    QVERIFY(step->isOpen);
    QCOMPARE(step->surplus, "220 hello\r\n\r\n");
}

void TestHttpConnect::interimAnswersArePassedOver()
{
    HttpConnect machine = begun();
    const auto step =
        machine.receive("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 200 "
                        "OK\r\n\r\nx");
    QVERIFY(step->isOpen);
    QCOMPARE(step->surplus, "x");
}

void TestHttpConnect::refusals_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QString>("user");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<ProxyFault>("fault");
    const auto row = [](const char *status, const QString &user, ErrorClass error, ProxyFault fault) {
        QTest::addRow("%s %s", status, qPrintable(user)) << QByteArray(status) << user << error << fault;
    };
    row("407 Who are you", {}, ErrorClass::Refused, ProxyFault::AuthenticationRequired);
    row("407 Who are you", u"u"_s, ErrorClass::Refused, ProxyFault::AuthenticationRefused);
    row("403 No", {}, ErrorClass::Refused, ProxyFault::Forbidden);
    row("405 No", {}, ErrorClass::Refused, ProxyFault::Forbidden);
    row("302 Log in", {}, ErrorClass::Refused, ProxyFault::Forbidden);
    row("502 Bad Gateway", {}, ErrorClass::Unreachable, ProxyFault::TargetNotReached);
    row("503 Service Unavailable", {}, ErrorClass::Unreachable, ProxyFault::TargetNotReached);
    row("504 Gateway Timeout", {}, ErrorClass::Timeout, ProxyFault::TargetNotReached);
}

void TestHttpConnect::refusals()
{
    QFETCH(QByteArray, status);
    QFETCH(QString, user);
    QFETCH(ErrorClass, error);
    QFETCH(ProxyFault, fault);
    HttpConnect machine = begun({.kind = ProxyKind::Http, .user = user});
    const auto step = machine.receive("HTTP/1.1 " + status + "\r\n\r\n<html>");
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().errorClass, error);
    QCOMPARE(step.error().fault, fault);
    QCOMPARE(QByteArray::fromStdString(step.error().detail), status);
}

void TestHttpConnect::hostileAnswersAreNone_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("another protocol") << QByteArray("SSH-2.0-x");
    QTest::newRow("SOCKS") << QByteArray::fromHex("0500");
    QTest::newRow("one wrong letter") << QByteArray("HTTQ");
    QTest::newRow("HTTP/2.0") << QByteArray("HTTP/2.0 200 OK\r\n\r\n");
    QTest::newRow("no status") << QByteArray("HTTP/1.1\r\n\r\n");
    QTest::newRow("two digits") << QByteArray("HTTP/1.1 20\r\n\r\n");
    QTest::newRow("four digits") << QByteArray("HTTP/1.1 2000 OK\r\n\r\n");
    QTest::newRow("letters") << QByteArray("HTTP/1.1 2x0 OK\r\n\r\n");
    QTest::newRow("signed") << QByteArray("HTTP/1.1 +20 OK\r\n\r\n");
    QTest::newRow("nothing but line ends") << QByteArray("\r\n\r\n");
    QTest::newRow("garbage behind an interim answer") << QByteArray("HTTP/1.1 100 C\r\n\r\ngarbage");
}

void TestHttpConnect::hostileAnswersAreNone()
{
    QFETCH(QByteArray, answer);
    HttpConnect machine = begun();
    const auto step = machine.receive(answer);
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().errorClass, ErrorClass::Protocol);
    QCOMPARE(step.error().fault, ProxyFault::BadAnswer);
}

void TestHttpConnect::endlessHeadsAreCutOff_data()
{
    QTest::addColumn<QByteArray>("again");
    QTest::newRow("one field after another") << QByteArray("A: b\r\n");
    QTest::newRow("one long field") << QByteArray("aaaaaa");
    QTest::newRow("one interim answer after another") << QByteArray("\r\nHTTP/1.1 100 C\r\n");
}

void TestHttpConnect::endlessHeadsAreCutOff()
{
    QFETCH(QByteArray, again);
    HttpConnect machine = begun();
    QVERIFY(machine.receive("HTTP/1.1 100 C\r\n").has_value());
    qsizetype sent = 0;
    ProxyHandshake::Result step;
    for (; step && sent < 100'000; sent += again.size())
        step = machine.receive(again);
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().fault, ProxyFault::BadAnswer);
    QVERIFY(sent > 15'000 && sent < 17'000);
}

void TestHttpConnect::longReasonIsCut()
{
    HttpConnect machine = begun();
    const auto step = machine.receive("HTTP/1.1 403 " + QByteArray(5000, 'x') + "\r\n\r\n");
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().detail.size(), std::size_t(200));
}

void TestHttpConnect::credentialsAreInNoFailure()
{
    for (const QByteArray &thrownBack : {"s3cret"_ba, "me:s3cret"_ba.toBase64()}) {
        HttpConnect machine({.kind = ProxyKind::Http, .user = u"me"_s, .password = u"s3cret"_s}, {});
        QVERIFY(machine.begin().has_value());
        const auto step = machine.receive("HTTP/1.1 407 Not with " + thrownBack + "!\r\n\r\n");
        QVERIFY(!step.has_value());
        QCOMPARE(step.error().detail, std::string("407 Not with ***!"));
    }
}

FUSEBOX_LOOP_TEST(TestHttpConnect)
#include "tst_http_connect.moc"
