// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/transport/socks5.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

const ProxyOptions anonymous = {.kind = ProxyKind::Socks5};
const ProxyOptions named = {.kind = ProxyKind::Socks5, .user = u"ann"_s, .password = u"pw"_s};
const ProxyTarget someone = {.host = u"name.test"_s, .port = 443};

QByteArray hex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

/// Has been asked for its method and has got the answer: none.
Socks5 asking(const ProxyTarget &target = someone)
{
    Socks5 machine(anonymous, target);
    (void)machine.begin();
    (void)machine.receive(hex("0500"));
    return machine;
}

} // namespace

class TestSocks5 final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersPasswordOnlyWhenThereIsOne();
    void targetIsSentAsItIs_data();
    void targetIsSentAsItIs();
    void passwordIsSentWhenAskedFor();
    void serverMayWaiveThePassword();
    void replyOpens_data();
    void replyOpens();
    void answersMayComeByteByByte();
    void refusals_data();
    void refusals();
    void refusalNeedsNoAddress();
    void authenticationFailures_data();
    void authenticationFailures();
    void hostileAnswersAreNone_data();
    void hostileAnswersAreNone();
    void answerBeforeTheQuestionIsNone();
    void whatALengthCannotSayIsRefused_data();
    void whatALengthCannotSayIsRefused();
};

void TestSocks5::offersPasswordOnlyWhenThereIsOne()
{
    QCOMPARE(Socks5(anonymous, someone).begin()->toSend, hex("050100"));
    QCOMPARE(Socks5(named, someone).begin()->toSend, hex("05020002"));
}

void TestSocks5::targetIsSentAsItIs_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("name") << u"name.test"_s << hex("05010003") + "\x09name.test" + hex("20fb");
    QTest::newRow("IPv4") << u"192.0.2.1"_s << hex("05010001c000020120fb");
    QTest::newRow("IPv6") << u"2001:db8::1"_s << hex("0501000420010db800000000000000000000000120fb");
}

void TestSocks5::targetIsSentAsItIs()
{
    QFETCH(QString, host);
    QFETCH(QByteArray, request);
    Socks5 machine(anonymous, {.host = host, .port = 8443});
    (void)machine.begin();
    const auto step = machine.receive(hex("0500"));
    QVERIFY(step.has_value());
    QCOMPARE(step->toSend, request);
    QVERIFY(!step->isOpen);
}

void TestSocks5::passwordIsSentWhenAskedFor()
{
    Socks5 machine(named, someone);
    (void)machine.begin();
    QCOMPARE(machine.receive(hex("0502"))->toSend, hex("0103") + "ann" + hex("02") + "pw");
    QVERIFY(machine.receive(hex("0100"))->toSend.startsWith(hex("05010003")));
    QVERIFY(machine.receive(hex("05000001000000000000"))->isOpen);
    Socks5 odd(named, someone); // which many are
    (void)odd.begin();
    (void)odd.receive(hex("0502"));
    QVERIFY(odd.receive(hex("0500"))->toSend.startsWith(hex("05010003")));
}

void TestSocks5::serverMayWaiveThePassword()
{
    Socks5 machine(named, someone);
    (void)machine.begin();
    QVERIFY(machine.receive(hex("0500"))->toSend.startsWith(hex("05010003")));
}

void TestSocks5::replyOpens_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("IPv4") << hex("05000001") + "aaaa" + "pp";
    QTest::newRow("IPv6") << hex("05000004") + QByteArray(16, 'a') + "pp";
    QTest::newRow("name") << hex("0500000304") + "name" + "pp";
    QTest::newRow("name of 255") << hex("05000003ff") + QByteArray(255, 'n') + "pp";
    QTest::newRow("empty name") << hex("0500000300") + "pp";
}

void TestSocks5::replyOpens()
{
    QFETCH(QByteArray, reply);
    Socks5 machine = asking();
    const auto step = machine.receive(reply + "220 hello");
    QVERIFY(step.has_value());
    QVERIFY(step->isOpen);
    QCOMPARE(step->surplus, "220 hello");
}

void TestSocks5::answersMayComeByteByByte()
{
    Socks5 machine(named, someone);
    (void)machine.begin();
    for (const QByteArray &answer : {hex("0502"), hex("0100"), hex("0500000304") + "namepp"}) {
        for (qsizetype i = 0; i < answer.size(); ++i) {
            const auto step = machine.receive(QByteArrayView(answer).sliced(i, 1));
            QVERIFY(step.has_value());
            const bool isLast = i == answer.size() - 1;
            QCOMPARE(step->isOpen || !step->toSend.isEmpty(), isLast);
        }
    }
}

void TestSocks5::refusals_data()
{
    QTest::addColumn<int>("reply");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<ProxyFault>("fault");
    QTest::newRow("general failure") << 1 << ErrorClass::Unreachable << ProxyFault::TargetNotReached;
    QTest::newRow("not allowed") << 2 << ErrorClass::Refused << ProxyFault::Forbidden;
    QTest::newRow("network unreachable") << 3 << ErrorClass::Unreachable << ProxyFault::TargetNotReached;
    QTest::newRow("host unreachable") << 4 << ErrorClass::Unreachable << ProxyFault::TargetNotReached;
    QTest::newRow("refused") << 5 << ErrorClass::Refused << ProxyFault::TargetNotReached;
    QTest::newRow("TTL expired") << 6 << ErrorClass::Unreachable << ProxyFault::TargetNotReached;
    QTest::newRow("command not supported") << 7 << ErrorClass::Protocol << ProxyFault::Unsupported;
    QTest::newRow("address type not supported") << 8 << ErrorClass::Protocol << ProxyFault::Unsupported;
    QTest::newRow("a number without meaning") << 200 << ErrorClass::Protocol << ProxyFault::BadAnswer;
}

void TestSocks5::refusals()
{
    QFETCH(int, reply);
    QFETCH(ErrorClass, error);
    QFETCH(ProxyFault, fault);
    Socks5 machine = asking();
    const auto step =
        machine.receive('\5' + QByteArray(1, static_cast<char>(reply)) + hex("0001000000000000"));
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().errorClass, error);
    QCOMPARE(step.error().fault, fault);
    QCOMPARE(step.error().detail, "SOCKS5 reply " + std::to_string(reply));
}

void TestSocks5::refusalNeedsNoAddress()
{
    Socks5 machine = asking();
    QVERIFY(!machine.receive(hex("0505")).has_value());
}

void TestSocks5::authenticationFailures_data()
{
    QTest::addColumn<ProxyOptions>("options");
    QTest::addColumn<QList<QByteArray>>("answers");
    QTest::addColumn<ProxyFault>("fault");
    QTest::newRow("wanted, and there is none")
        << anonymous << QList{hex("05ff")} << ProxyFault::AuthenticationRequired;
    QTest::newRow("of another kind") << named << QList{hex("05ff")} << ProxyFault::AuthenticationRefused;
    QTest::newRow("wrong") << named << QList{hex("0502"), hex("0101")} << ProxyFault::AuthenticationRefused;
}

void TestSocks5::authenticationFailures()
{
    QFETCH(ProxyOptions, options);
    QFETCH(QList<QByteArray>, answers);
    QFETCH(ProxyFault, fault);
    Socks5 machine(options, someone);
    ProxyHandshake::Result step = machine.begin();
    for (const QByteArray &answer : answers) {
        QVERIFY(step.has_value());
        step = machine.receive(answer);
    }
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().errorClass, ErrorClass::Refused);
    QCOMPARE(step.error().fault, fault);
}

void TestSocks5::hostileAnswersAreNone_data()
{
    QTest::addColumn<QList<QByteArray>>("answers");
    QTest::newRow("HTTP, told by one byte") << QList{QByteArray("H")};
    QTest::newRow("SOCKS4") << QList{hex("005a")};
    QTest::newRow("method that was not offered") << QList{hex("0501")};
    QTest::newRow("password that was not offered") << QList{hex("0502")};
    QTest::newRow("another version in the reply") << QList{hex("0500"), hex("0400")};
    QTest::newRow("address of no known kind") << QList{hex("0500"), hex("0500000200")};
}

void TestSocks5::hostileAnswersAreNone()
{
    QFETCH(QList<QByteArray>, answers);
    Socks5 machine(anonymous, someone);
    ProxyHandshake::Result step = machine.begin();
    for (const QByteArray &answer : answers) {
        QVERIFY(step.has_value());
        step = machine.receive(answer);
    }
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().errorClass, ErrorClass::Protocol);
    QCOMPARE(step.error().fault, ProxyFault::BadAnswer);
}

void TestSocks5::answerBeforeTheQuestionIsNone()
{
    Socks5 machine(anonymous, someone);
    (void)machine.begin();
    const auto step = machine.receive(hex("050005000001000000000000"));
    QVERIFY(!step.has_value());
    QCOMPARE(step.error().fault, ProxyFault::BadAnswer);
}

void TestSocks5::whatALengthCannotSayIsRefused_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("fits");
    const QString longest(255, u'x'), over(256, u'x');
    QTest::newRow("all as long as can be") << longest << longest << longest << true;
    QTest::newRow("host") << over << longest << longest << false;
    QTest::newRow("user") << longest << over << longest << false;
    QTest::newRow("password") << longest << longest << over << false;
    QTest::newRow("bytes count") << longest << QString(128, u'ü') << longest << false;
}

void TestSocks5::whatALengthCannotSayIsRefused()
{
    QFETCH(QString, host);
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(bool, fits);
    Socks5 machine({.kind = ProxyKind::Socks5, .user = user, .password = password},
                   {.host = host, .port = 1});
    const auto step = machine.begin();
    QCOMPARE(step.has_value(), fits);
    if (!fits)
        QCOMPARE(step.error().fault, ProxyFault::Unsupported);
}

FUSEBOX_LOOP_TEST(TestSocks5)
#include "tst_socks5.moc"
