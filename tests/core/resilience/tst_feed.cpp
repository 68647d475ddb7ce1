// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/resilience/feed.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

/// What a listener may do while it is told, and while it goes.
class FeedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unsubscribedListenerMayUnsubscribeAnotherWhenItGoes();
    void listenerThatGoesWhileItIsToldMayCallBackIn();
};

namespace {

/// Calls back in when the last listener that holds it goes.
struct Guard
{
    explicit Guard(std::function<void()> then)
        : atEnd(std::move(then))
    {
    }
    ~Guard() { atEnd(); }
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

    std::function<void()> atEnd;
};

} // namespace

void FeedTest::unsubscribedListenerMayUnsubscribeAnotherWhenItGoes()
{
    Feed<int> feed;
    int told = 0;
    const auto other = feed.subscribe([&](int) { ++told; });
    auto guard = std::make_shared<Guard>([&] { feed.unsubscribe(other); });
    const auto id = feed.subscribe([guard](int) {});
    guard.reset();
    feed.unsubscribe(id); // would wait for its own lock for ever
    feed.push(1);
    feed.deliver();
    QCOMPARE(told, 0);
}

void FeedTest::listenerThatGoesWhileItIsToldMayCallBackIn()
{
    Feed<int> feed;
    QList<int> told;
    feed.subscribe([&](int value) { told << value; });
    Feed<int>::Id id = 0;
    auto guard = std::make_shared<Guard>([&] { feed.push(2); });
    id = feed.subscribe([guard, &feed, &id](int) { feed.unsubscribe(id); });
    guard.reset();
    feed.push(1);
    feed.deliver();
    QCOMPARE(told, (QList<int>{1, 2}));
}

FUSEBOX_PLAIN_TEST(FeedTest)
#include "tst_feed.moc"
