// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/text/sentences.h"
#include "ui/text/uptime_text.h"

using namespace fusebox;

class TestUptimeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsAreRoundedDown_data()
    {
        QTest::addColumn<qint64>("up");
        QTest::addColumn<qint64>("measured");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing measured") << qint64(0) << qint64(0) << QString();
        QTest::newRow("never down") << qint64(7200) << qint64(7200) << QStringLiteral("100 % of 2 h");
        QTest::newRow("down for a second")
            << qint64(86399) << qint64(86400) << QStringLiteral("99.99 % of 24 h");
        QTest::newRow("as in the example")
            << qint64(7197) << qint64(7200) << QStringLiteral("99.95 % of 2 h");
        QTest::newRow("half") << qint64(30) << qint64(60) << QStringLiteral("50.0 % of 60 s");
        QTest::newRow("always down") << qint64(0) << qint64(60) << QStringLiteral("0 % of 60 s");
    }
    void textsAreRoundedDown()
    {
        QFETCH(qint64, up);
        QFETCH(qint64, measured);
        QTEST(ui::uptimeText(std::chrono::seconds(up), std::chrono::seconds(measured)), "text");
    }

    void whatWasHeldBackIsSaidBesideTheShareThatItIsNoPartOf()
    {
        using namespace std::chrono_literals;
        QCOMPARE(ui::measuredUptime(1'309min, 22h, 72min),
                 QStringLiteral("99.16 % of 22 h measured, 1 h 12 min held back by the open circuit"));
        QCOMPARE(ui::measuredUptime(22h, 22h, 0s), QStringLiteral("100 % of 22 h measured"));
        QCOMPARE(ui::measuredUptime(0s, 0s, 72min),
                 QStringLiteral("nothing measured, 1 h 12 min held back by the open circuit"));
        QCOMPARE(ui::uptimeShare(0s, 0s), QString());
    }

    void aLengthHasTwoUnitsAtMostAndIsRoundedDown_data()
    {
        using namespace std::chrono_literals;
        QTest::addColumn<resilience::Nanoseconds>("length");
        QTest::addColumn<QString>("text");
        const auto row = [](resilience::Nanoseconds length, const QString &text) {
            QTest::newRow(qPrintable(text)) << length << text;
        };
        row(0s, QStringLiteral("0 s"));
        row(400ms, QStringLiteral("0.4 s"));
        row(59'999ms, QStringLiteral("59 s"));
        row(60s, QStringLiteral("1 min"));
        row(3'599s, QStringLiteral("59 min 59 s"));
        row(72min + 59s, QStringLiteral("1 h 12 min"));
        row(22h, QStringLiteral("22 h"));
        row(76h + 59min, QStringLiteral("3 d 4 h"));
        row(24h * 30, QStringLiteral("30 d"));
    }
    void aLengthHasTwoUnitsAtMostAndIsRoundedDown()
    {
        QFETCH(resilience::Nanoseconds, length);
        QTEST(ui::lengthText(length), "text");
    }
};

FUSEBOX_LOOP_TEST(TestUptimeText)
#include "tst_uptime_text.moc"
