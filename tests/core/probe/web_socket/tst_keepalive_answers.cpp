// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/keepalive_answers.h"
#include "tests/support/restless_clock.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace Qt::StringLiterals;
using probe::KeepaliveAnswer;
using probe::KeepaliveAnswers;
using Kind = KeepaliveAnswer::Kind;

namespace {

QString answerTo(const std::vector<KeepaliveAnswer> &answers, const QByteArray &message)
{
    const auto made = KeepaliveAnswers::create(answers);
    const QString *answer = made->answerTo(message, testing::RestlessClock());
    return answer ? *answer : u"none"_s;
}

} // namespace

class TestKeepaliveAnswers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstThatFitsIsTheAnswer_data();
    void theFirstThatFitsIsTheAnswer();
    void allPatternsTogetherEndInTime();
    void whatIsGivenUpLetsOthersAnswer();
    void whoHasNoneToGiveLooksAtNoClock();
    void invalidPatternsAreRefused_data();
    void invalidPatternsAreRefused();
};

void TestKeepaliveAnswers::theFirstThatFitsIsTheAnswer_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("answer");
    QTest::newRow("whole") << QByteArray("2") << u"3"_s;
    QTest::newRow("more than it") << QByteArray("2 ") << u"none"_s;
    QTest::newRow("less than it") << QByteArray("") << u"none"_s;
    QTest::newRow("another case") << QByteArray("PING") << u"none"_s;
    QTest::newRow("bytes that are no text") << QByteArray("\0\xff", 2) << u"bytes"_s;
    QTest::newRow("only the beginning of the bytes") << QByteArray("\0", 1) << u"none"_s;
    QTest::newRow("found anywhere") << QByteArray("a heartbeat") << u"beat"_s;
    QTest::newRow("whole before a pattern") << QByteArray("beat") << u"first"_s;
    QTest::newRow("a pattern before the whole") << QByteArray("beats") << u"beat"_s;
    QTest::newRow("at a line's beginning") << QByteArray("0{}") << u"40"_s;
    QTest::newRow("not at its beginning") << QByteArray("10{}") << u"none"_s;
}

void TestKeepaliveAnswers::theFirstThatFitsIsTheAnswer()
{
    QFETCH(const QByteArray, message);
    QFETCH(const QString, answer);
    QCOMPARE(answerTo({{Kind::Equals, "beat", u"first"_s},
                       {Kind::Equals, "2", u"3"_s},
                       {Kind::Equals, "ping", u"pong"_s},
                       {Kind::Equals, QByteArray("\0\xff", 2), u"bytes"_s},
                       {Kind::Matches, "b(eat)s?$", u"beat"_s},
                       {Kind::Equals, "beats", u"last"_s},
                       {Kind::Matches, "^0\\{", u"40"_s}},
                      message),
             answer);
}

/// Trying any one of them takes until the end of time.
void TestKeepaliveAnswers::allPatternsTogetherEndInTime()
{
    const std::vector<KeepaliveAnswer> hostile(100, {Kind::Matches, "(*NO_START_OPT)(a+)+$", u"3"_s});
    const auto answers = KeepaliveAnswers::create(hostile);
    const testing::RestlessClock clock;
    QVERIFY(!answers->answerTo(QByteArray(100'000, 'a') + '!', clock));
    QVERIFY2(clock.looks() <= 10 + 3 * 100, qPrintable(QString::number(clock.looks()))); // no step more
}

void TestKeepaliveAnswers::whatIsGivenUpLetsOthersAnswer()
{
    const QByteArray message = QByteArray(100'000, 'a') + '!';
    QCOMPARE(answerTo({{Kind::Matches, "(*NO_START_OPT)(a+)+$", u"1"_s}, {Kind::Equals, message, u"2"_s}},
                      message),
             u"2"_s);
}

void TestKeepaliveAnswers::whoHasNoneToGiveLooksAtNoClock()
{
    const testing::RestlessClock clock;
    QVERIFY(!KeepaliveAnswers().answerTo("2", clock));
    QCOMPARE(clock.looks(), 0);
}

void TestKeepaliveAnswers::invalidPatternsAreRefused_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("parenthesis") << QByteArray("(a");
    QTest::newRow("too long") << QByteArray(4097, 'a');
}

void TestKeepaliveAnswers::invalidPatternsAreRefused()
{
    QFETCH(const QByteArray, pattern);
    const auto answers =
        KeepaliveAnswers::create({{Kind::Equals, "2", u"3"_s}, {Kind::Matches, pattern, {}}});
    QVERIFY(!answers);
    QCOMPARE(answers.error().errorClass, resilience::ErrorClass::Assertion);
    QCOMPARE(answers.error().fault->kind, probe::HttpFault::Kind::BadPattern);
    QVERIFY(!answers.error().detail.empty());
}

FUSEBOX_PLAIN_TEST(TestKeepaliveAnswers)
#include "tst_keepalive_answers.moc"
