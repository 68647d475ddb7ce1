// SPDX-License-Identifier: GPL-3.0-or-later
#include <deque>
#include <random>

#include <QTest>

#include "core/resilience/count_window.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

class CountWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oldestLeavesWhenFull_data();
    void oldestLeavesWhenFull();
    void clearForgetsAll();
};

void CountWindowTest::oldestLeavesWhenFull_data()
{
    QTest::addColumn<int>("capacity");
    for (const int capacity : {1, 2, 31, 32, 33, 100})
        QTest::addRow("%d", capacity) << capacity;
}

void CountWindowTest::oldestLeavesWhenFull()
{
    QFETCH(const int, capacity);
    CountWindow window(static_cast<std::size_t>(capacity));
    std::deque<Outcome> model;
    std::mt19937 random(1);
    for (int i = 0; i < 1000; ++i) {
        const auto outcome = static_cast<Outcome>(random() % 3);
        window.add(outcome);
        model.push_back(outcome);
        if (model.size() > static_cast<std::size_t>(capacity))
            model.pop_front();
        WindowCounts expected;
        for (const Outcome o : model)
            ++expected[o];
        QCOMPARE(window.counts(), expected);
    }
    std::deque<Outcome> content;
    window.forEach([&](Outcome o) { content.push_back(o); });
    QCOMPARE(content, model);
}

void CountWindowTest::clearForgetsAll()
{
    CountWindow window(4);
    window.add(Outcome::Failure);
    window.clear();
    QCOMPARE(window.counts(), WindowCounts{});
    window.add(Outcome::Slow);
    QCOMPARE(window.counts().total(), 1U);
}

FUSEBOX_PLAIN_TEST(CountWindowTest)
#include "tst_count_window.moc"
