// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/history_settings.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using fusebox::settings::HistorySettings;
using fusebox::settings::withinBounds;

class TestHistorySettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsUsualIsWithinItsBounds() { QVERIFY(withinBounds({}) == HistorySettings()); }

    void whatIsOutOfBoundsIsBroughtBack()
    {
        const HistorySettings little =
            withinBounds({.tenSeconds = 0s, .minutes = -1h, .hours = 1ns, .most = -5});
        QCOMPARE(little.tenSeconds, HistorySettings::least);
        QCOMPARE(little.minutes, HistorySettings::least);
        QCOMPARE(little.hours, HistorySettings::least);
        QCOMPARE(little.most, HistorySettings::leastBytes);
        constexpr auto ever = fusebox::resilience::Nanoseconds::max();
        const HistorySettings much =
            withinBounds({ever, ever, ever, std::numeric_limits<std::int64_t>::max()});
        QCOMPARE(much.tenSeconds, HistorySettings::longestTenSeconds);
        QCOMPARE(much.hours, HistorySettings::longest);
        QCOMPARE(much.most, HistorySettings::mostBytes);
    }
};

FUSEBOX_PLAIN_TEST(TestHistorySettings)
#include "tst_history_settings.moc"
