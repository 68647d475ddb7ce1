// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/match/body_pattern.h"
#include "tests/support/manual_clock.h"
#include "tests/support/restless_clock.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace Qt::StringLiterals;
using probe::BodyPattern;
using Found = BodyPattern::Found;

class TestBodyPattern final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void invalidPatternsAreRefused_data();
    void invalidPatternsAreRefused();
    void hostilePatternsEnd_data();
    void hostilePatternsEnd();
};

void TestBodyPattern::finds_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Found>("found");
    QTest::newRow("anywhere") << u"o+k"_s << QByteArray("all ook") << Found::Yes;
    QTest::newRow("nowhere") << u"ko"_s << QByteArray("all ook") << Found::No;
    QTest::newRow("nothing in nothing") << u"^$"_s << QByteArray() << Found::Yes;
    QTest::newRow("beyond ASCII") << u"gr[üu]n"_s << QByteArray("gr\xc3\xbcn") << Found::Yes;
    QTest::newRow("in what is no UTF-8") << u"ok"_s << QByteArray("\xff\xfe ok \xc3") << Found::Yes;
    QTest::newRow("after a NUL") << u"ok"_s << QByteArray("\0ok", 3) << Found::Yes;
    QTest::newRow("back reference") << u"(a)(b)\\2\\1$"_s << QByteArray("xabba") << Found::Yes;
    QTest::newRow("recursion") << u"^\\((?:[^()]|(?R))*\\)$"_s << QByteArray("(x)") << Found::Yes;
}

void TestBodyPattern::finds()
{
    QFETCH(QString, pattern);
    QFETCH(QByteArray, body);
    QFETCH(Found, found);
    QVERIFY(BodyPattern::create(pattern)->findIn(body, testing::ManualClock(), 1s) == found);
}

void TestBodyPattern::invalidPatternsAreRefused_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("parenthesis") << u"(a"_s;
    QTest::newRow("too long") << QString(4097, u'a');
    QTest::newRow("nested too deeply") << QString(2000, u'(') + QString(2000, u')');
    QTest::newRow("limit of steps") << u"(*LIMIT_MATCH=1)ok"_s;
    QTest::newRow("limit of depth") << u"(*LIMIT_DEPTH=4000000000)(a+)+$"_s;
    QTest::newRow("limit of memory") << u"(*UTF)(*LIMIT_HEAP=0)ok"_s;
    QTest::newRow("too large when compiled") << u"((((a{1,900}){1,900}){1,900}){1,900})"_s;
}

void TestBodyPattern::invalidPatternsAreRefused()
{
    QFETCH(QString, pattern);
    const auto result = BodyPattern::create(pattern);
    QVERIFY(!result);
    QVERIFY(!result.error().reason.empty());
}

void TestBodyPattern::hostilePatternsEnd_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("exponential") << u"(a+)+$"_s;
    QTest::newRow("exponential by alternatives") << u"(a|a)*$"_s;
    QTest::newRow("quadratic over all starting points") << u"(?:a|c)*b"_s;
    QTest::newRow("a scan of all at every starting point") << u"[^x]*+b"_s;
    QTest::newRow("a scan of all at every step") << u"(?:(?=[^x]*+).)*b"_s;
    QTest::newRow("back references") << u"(a*)(a*)\\2\\1b"_s;
    QTest::newRow("endless recursion") << u"(?:a(?R)?)*b"_s;
}

/// There is no b: saying so takes from minutes to the end of time, once PCRE2 does not look for it
/// beforehand.
void TestBodyPattern::hostilePatternsEnd()
{
    QFETCH(QString, pattern);
    const auto compiled = BodyPattern::create(u"(*NO_START_OPT)"_s + pattern);
    const testing::RestlessClock clock;
    const QByteArray body = QByteArray(1024 * 1024, 'a') + '!';
    QVERIFY(compiled->findIn(body, clock, 40ms) == Found::GaveUp);
    QVERIFY(clock.looks() <= 42);
}

FUSEBOX_LOOP_TEST(TestBodyPattern)
#include "tst_body_pattern.moc"
