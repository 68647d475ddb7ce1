// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/detectors/traffic_meter.h"
#include "tests/support/test_program.h"

using namespace fusebox::health;
using namespace std::chrono_literals;

class TestTrafficMeter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsNothing();
    void ratesAreOfTheLastTenSeconds();
    void countsAreOfAllTime();
};

void TestTrafficMeter::nothingIsNothing()
{
    QVERIFY(TrafficMeter().at(TimePoint{1h}) == Traffic{});
    QVERIFY(TrafficMeter().at(TimePoint{0s}) == Traffic{});
}

void TestTrafficMeter::ratesAreOfTheLastTenSeconds()
{
    TrafficMeter meter;
    meter.add(TimePoint{100s}, 10, 1000);
    meter.add(TimePoint{105s}, 20, 500);
    QCOMPARE(meter.at(TimePoint{105s}).messagesPerSecond, 3.0);
    QCOMPARE(meter.at(TimePoint{109999ms}).bytesPerSecond, 150.0);
    QCOMPARE(meter.at(TimePoint{110s}).messagesPerSecond, 2.0);
    QCOMPARE(meter.at(TimePoint{114999ms}).messagesPerSecond, 2.0);
    QCOMPARE(meter.at(TimePoint{115s}).messagesPerSecond, 0.0);
    meter.add(TimePoint{115s}, 1, 1); // in the slot of second 105
    QCOMPARE(meter.at(TimePoint{115s}).messagesPerSecond, 0.1);
}

void TestTrafficMeter::countsAreOfAllTime()
{
    TrafficMeter meter;
    for (int second = 0; second < 1000; ++second)
        meter.add(TimePoint{std::chrono::seconds(second)}, 2, 3);
    QCOMPARE(meter.at(TimePoint{1h}).messages, std::int64_t(2000));
    QCOMPARE(meter.at(TimePoint{1h}).bytes, std::int64_t(3000));
}

FUSEBOX_LOOP_TEST(TestTrafficMeter)
#include "tst_traffic_meter.moc"
