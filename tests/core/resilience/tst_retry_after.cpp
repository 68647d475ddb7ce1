// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_after.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

Q_DECLARE_METATYPE(fusebox::resilience::Nanoseconds)

class RetryAfterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
};

namespace {

/// Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::chrono::sys_seconds kNow =
    std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;

} // namespace

void RetryAfterTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Nanoseconds>("wish");
    const auto row = [](const char *text, Nanoseconds wish) {
        QTest::newRow(text) << QByteArray(text) << wish;
    };
    row("0", 0s);
    row("120", 120s);
    row("  7\t", 7s);
    row("007", 7s);
    row("31622400", 366 * 24h);
    row("99999999999999999999999999", 366 * 24h);
    row("Sun, 06 Nov 1994 08:50:37 GMT", 60s);
    row("Sun, 06 Nov 1994 08:49:37 GMT", 0s);
    row("Sun, 06 Nov 1994 08:49:36 GMT", 0s);
    row("Sunday, 06-Nov-94 08:50:37 GMT", 60s);
    row("Sun Nov  6 08:50:37 1994", 60s);
    row("Wed Nov 16 08:49:37 1994", 240h);
    row("Fri, 01 Jan 9999 00:00:00 GMT", 366 * 24h);
    row("Thu, 01 Jan 1970 00:00:00 GMT", 0s);
    row("Saturday, 06-Nov-44 08:49:37 GMT", 366 * 24h); // 50 years ahead: the future
    row("Sunday, 06-Nov-45 08:49:37 GMT", 0s);          // 51: the past, 1945
    row("Wednesday, 16-Nov-44 08:49:37 GMT", 0s);       // ten days more than 50: the past
    row("Sat, 31 Dec 1994 23:59:60 GMT", 55 * 24h + 15h + 10min + 23s);
}

void RetryAfterTest::reads()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Nanoseconds, wish);
    const auto parsed = parseRetryAfter(text.toStdString(), kNow);
    QVERIFY(parsed.has_value());
    QCOMPARE(*parsed, wish);
}

void RetryAfterTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",
                             " ",
                             "-1",
                             "+1",
                             "1.5",
                             "1 2",
                             "0x10",
                             "soon",
                             "Sun",
                             "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 UTC",
                             "Sun, 06 Nov 1994 08:49:37 GMT ,",
                             "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 31 Feb 1994 08:49:37 GMT",
                             "Sun, 00 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:00:00 GMT",
                             "Sun, 06 Nov 1994 08:60:37 GMT",
                             "Sun, 06 Nov 1994 08:49:61 GMT",
                             "Xyz, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 99994 08:49:37 GMT",
                             "sun, 06 nov 1994 08:49:37 gmt",
                             "Sun Nov 6 08:49:37 1994"})
        QTest::addRow("'%s'", text) << QByteArray(text);
    QTest::newRow("zero byte") << QByteArray("1\0", 2);
    QTest::newRow("high bytes") << QByteArray("\xff\xfe\xb9");
}

void RetryAfterTest::refuses()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseRetryAfter({text.constData(), static_cast<std::size_t>(text.size())}, kNow).has_value());
}

FUSEBOX_PLAIN_TEST(RetryAfterTest)
#include "tst_retry_after.moc"
