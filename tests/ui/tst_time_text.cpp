// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/text/sentences.h"

using namespace fusebox;
using namespace std::chrono_literals;
using resilience::Nanoseconds;

Q_DECLARE_METATYPE(Nanoseconds)

class TestTimeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void latencyHasAtMostThreeDigitsAndAUnit_data()
    {
        QTest::addColumn<Nanoseconds>("latency");
        QTest::addColumn<QString>("text");
        const auto row = [](Nanoseconds latency, const char *text) {
            QTest::newRow(text) << latency << QString::fromUtf8(text);
        };
        row(0ns, "0 ms");
        QTest::newRow("never nothing for something") << Nanoseconds(1ns) << QStringLiteral("0.01 ms");
        row(870us, "0.87 ms");
        row(994us, "0.99 ms");
        QTest::newRow("rounds up to one") << Nanoseconds(999us) << QStringLiteral("1.0 ms");
        row(8140us, "8.1 ms");
        QTest::newRow("rounds up to ten") << Nanoseconds(9960us) << QStringLiteral("10 ms");
        row(31ms, "31 ms");
        row(999ms, "999 ms");
        QTest::newRow("never four digits of ms") << Nanoseconds(999'600us) << QStringLiteral("1.00 s");
        row(1240ms, "1.24 s");
        QTest::newRow("never four digits of s") << Nanoseconds(9'996ms) << QStringLiteral("10.0 s");
        row(12'400ms, "12.4 s");
        row(100s, "100 s");
    }
    void latencyHasAtMostThreeDigitsAndAUnit()
    {
        QFETCH(Nanoseconds, latency);
        QTEST(ui::latencyText(latency), "text");
    }

    void countdownIsRoundedUpAndNeverEarlyAtZero_data()
    {
        QTest::addColumn<Nanoseconds>("left");
        QTest::addColumn<QString>("text");
        QTest::newRow("over") << Nanoseconds(-3s) << QStringLiteral("0 s");
        QTest::newRow("due") << Nanoseconds(0s) << QStringLiteral("0 s");
        QTest::newRow("one nanosecond left") << Nanoseconds(1ns) << QStringLiteral("1 s");
        QTest::newRow("whole") << Nanoseconds(12s) << QStringLiteral("12 s");
        QTest::newRow("just over") << Nanoseconds(11s + 1ms) << QStringLiteral("12 s");
        QTest::newRow("minutes") << Nanoseconds(121s) << QStringLiteral("3 min");
        QTest::newRow("hours") << Nanoseconds(2h) << QStringLiteral("2 h");
        QTest::newRow("days") << Nanoseconds(72h) << QStringLiteral("3 d");
    }
    void countdownIsRoundedUpAndNeverEarlyAtZero()
    {
        QFETCH(Nanoseconds, left);
        QTEST(ui::countdownText(left), "text");
    }

    void ageIsRoundedDown_data()
    {
        QTest::addColumn<Nanoseconds>("age");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << Nanoseconds(1900ms) << QStringLiteral("just now");
        QTest::newRow("clock stepped back") << Nanoseconds(-5s) << QStringLiteral("just now");
        QTest::newRow("seconds") << Nanoseconds(12'900ms) << QStringLiteral("12 s ago");
        QTest::newRow("minutes") << Nanoseconds(239s) << QStringLiteral("3 min ago");
        QTest::newRow("hours") << Nanoseconds(5h + 59min) << QStringLiteral("5 h ago");
    }
    void ageIsRoundedDown()
    {
        QFETCH(Nanoseconds, age);
        QTEST(ui::agoText(age), "text");
    }

    void spansReadAsTheyWereSet_data()
    {
        QTest::addColumn<Nanoseconds>("span");
        QTest::addColumn<QString>("text");
        QTest::newRow("ms") << Nanoseconds(250ms) << QStringLiteral("250 ms");
        QTest::newRow("fraction") << Nanoseconds(1500ms) << QStringLiteral("1.5 s");
        QTest::newRow("a minute") << Nanoseconds(60s) << QStringLiteral("60 s");
        QTest::newRow("minutes") << Nanoseconds(5min) << QStringLiteral("5 min");
        QTest::newRow("odd seconds") << Nanoseconds(150s) << QStringLiteral("150 s");
        QTest::newRow("hours") << Nanoseconds(3h) << QStringLiteral("3 h");
    }
    void spansReadAsTheyWereSet()
    {
        QFETCH(Nanoseconds, span);
        QTEST(ui::spanText(span), "text");
    }
};

FUSEBOX_PLAIN_TEST(TestTimeText)
#include "tst_time_text.moc"
