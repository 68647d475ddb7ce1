// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/probe/loop/timer_queue.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using fusebox::probe::TimerQueue;
using fusebox::resilience::TimePoint;

namespace {

const TimePoint start(1h);

TimerQueue::Timer timer(int id, std::chrono::milliseconds interval, QObject *object)
{
    return {.info = {id, static_cast<int>(interval.count()), Qt::CoarseTimer}, .object = object};
}

} // namespace

class TestTimerQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theEarliestIsNextWhateverTheOrderOfAdding()
    {
        TimerQueue queue;
        QCOMPARE(queue.next(), std::nullopt);
        queue.add(timer(1, 30ms, this), start + 30ms);
        queue.add(timer(2, 10ms, this), start + 10ms);
        queue.add(timer(3, 20ms, this), start + 20ms);
        QCOMPARE(queue.next(), std::optional(start + 10ms));
        QCOMPARE(queue.dueAt(start + 20ms), (std::vector{2, 3}));
    }

    void aTimerIsSetAnewByItsIntervalFromWhenItWasDue()
    {
        TimerQueue queue;
        queue.add(timer(1, 10ms, this), start + 10ms);
        QCOMPARE(queue.begin(1, start + 13ms), this);
        QCOMPARE(queue.dueOf(1), std::optional(start + 20ms));
    }

    void missedIntervalsAreNotMadeUpFor()
    {
        TimerQueue queue;
        queue.add(timer(1, 10ms, this), start + 10ms);
        QCOMPARE(queue.begin(1, start + 95ms), this);
        QCOMPARE(queue.dueOf(1), std::optional(start + 105ms));
    }

    void aTimerDoesNotFireInsideItsOwnEvent()
    {
        TimerQueue queue;
        queue.add(timer(1, 0ms, this), start + 0ms);
        QCOMPARE(queue.begin(1, start), this);
        QCOMPARE(queue.begin(1, start), nullptr);
        queue.end(1);
        QCOMPARE(queue.begin(1, start), this);
    }

    void aTimerThatWasRemovedMeanwhileDoesNotFire()
    {
        TimerQueue queue;
        queue.add(timer(1, 10ms, this), start + 10ms);
        queue.add(timer(2, 10ms, this), start + 10ms);
        const auto due = queue.dueAt(start + 10ms);
        QVERIFY(queue.remove(2));
        QCOMPARE(due.size(), std::size_t(2));
        QCOMPARE(queue.begin(2, start + 10ms), nullptr);
        QVERIFY(!queue.remove(2));
    }

    void allTimersOfAnObjectGoWithIt()
    {
        TimerQueue queue;
        QObject other;
        queue.add(timer(1, 10ms, this), start + 10ms);
        queue.add(timer(2, 10ms, &other), start + 10ms);
        queue.add(timer(3, 20ms, &other), start + 20ms);
        QCOMPARE(queue.timersOf(&other).size(), 2);
        QVERIFY(queue.removeAll(&other));
        QVERIFY(!queue.removeAll(&other));
        QCOMPARE(queue.dueAt(start + 1s), (std::vector{1}));
    }
};

FUSEBOX_LOOP_TEST(TestTimerQueue)
#include "tst_timer_queue.moc"
