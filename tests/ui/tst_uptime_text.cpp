// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
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
};

FUSEBOX_LOOP_TEST(TestUptimeText)
#include "tst_uptime_text.moc"
