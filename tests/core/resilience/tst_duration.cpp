// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/duration.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

Q_DECLARE_METATYPE(fusebox::resilience::Nanoseconds)
Q_DECLARE_METATYPE(fusebox::resilience::DurationError)

class DurationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void whoeverAsksSaysHowLongMayBe();
    void formatsShortest_data();
    void formatsShortest();
    void readsBackWhatItWrites_data();
    void readsBackWhatItWrites();
};

void DurationTest::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Nanoseconds>("duration");
    const auto row = [](const char *text, Nanoseconds duration) {
        QTest::newRow(text) << QByteArray(text) << duration;
    };
    row("250ms", 250ms);
    row("5s", 5s);
    row("1.5s", 1500ms);
    row("1m", 1min);
    row("0.5m", 30s);
    row("2h", 2h);
    row("7d", 168h);
    row("366d", 366 * 24h);
    row("0s", 0s);
    row("0.0d", 0s);
    row("1ns", 1ns);
    row("1.001us", 1001ns);
    row("0.00000000001d", 864ns);
    row("1.0000000000000000001s", 1s);
    row("000000000000000000000000000001s", 1s);
}

void DurationTest::parses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Nanoseconds, duration);
    const auto parsed = parseDuration(text.toStdString());
    QVERIFY(parsed.has_value());
    QCOMPARE(*parsed, duration);
}

void DurationTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<DurationError>("error");
    const auto row = [](const char *text, DurationError error) {
        QTest::newRow(text) << QByteArray(text) << error;
    };
    row("", DurationError::Empty);
    row("s", DurationError::NoNumber);
    row(".5s", DurationError::NoNumber);
    row("1.s", DurationError::NoNumber);
    row("-1s", DurationError::NoNumber);
    row("+1s", DurationError::NoNumber);
    row(" 1s", DurationError::NoNumber);
    row("nan", DurationError::NoNumber);
    row("5", DurationError::NoUnit);
    row("1.5", DurationError::NoUnit);
    row("1 s", DurationError::UnknownUnit);
    row("1s ", DurationError::UnknownUnit);
    row("1m30s", DurationError::UnknownUnit);
    row("1S", DurationError::UnknownUnit);
    row("1e3s", DurationError::UnknownUnit);
    row("1.2.3s", DurationError::UnknownUnit);
    row("367d", DurationError::TooLarge);
    row("366.00000000001d", DurationError::TooLarge);
    row("99999999999999999d", DurationError::TooLarge);
    row("999999999999999999999999999999ns", DurationError::TooLarge);
}

void DurationTest::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const DurationError, error);
    const auto parsed = parseDuration(text.toStdString());
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error(), error);
}

void DurationTest::whoeverAsksSaysHowLongMayBe()
{
    QCOMPARE(parseDuration("3660d", 3660 * 24h), Nanoseconds(3660 * 24h));
    QCOMPARE(parseDuration("316224000000000000ns", 3660 * 24h), Nanoseconds(3660 * 24h));
    QCOMPARE(parseDuration("3661d", 3660 * 24h).error(), DurationError::TooLarge);
    QCOMPARE(parseDuration("1h", 59min).error(), DurationError::TooLarge);
}

void DurationTest::formatsShortest_data()
{
    QTest::addColumn<Nanoseconds>("duration");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](Nanoseconds duration, const char *text) {
        QTest::newRow(text) << duration << QByteArray(text);
    };
    row(0s, "0s");
    row(100ms, "100ms");
    row(1500ms, "1.5s");
    row(90s, "90s");
    row(60s, "1m");
    row(12h, "12h");
    row(36h, "36h");
    row(168h, "7d");
    row(1ns, "1ns");
    row(1'000'000'001ns, "1.000000001s");
}

void DurationTest::formatsShortest()
{
    QFETCH(const Nanoseconds, duration);
    QFETCH(const QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(formatDuration(duration)), text);
}

void DurationTest::readsBackWhatItWrites_data()
{
    QTest::addColumn<Nanoseconds>("duration");
    Nanoseconds duration{1};
    for (int i = 0; i < 54; ++i, duration = duration * 2 + Nanoseconds(i % 3))
        QTest::addRow("%lld ns", static_cast<long long>(duration.count())) << duration;
}

void DurationTest::readsBackWhatItWrites()
{
    QFETCH(const Nanoseconds, duration);
    const auto back = parseDuration(formatDuration(duration));
    QVERIFY(back.has_value());
    QCOMPARE(*back, duration);
}

FUSEBOX_PLAIN_TEST(DurationTest)
#include "tst_duration.moc"
