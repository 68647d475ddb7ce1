// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/idempotency_store.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

using Store = IdempotencyStore<int>;

} // namespace

class IdempotencyStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runningKeyIsJoinedCompletedKeyIsReplayed();
    void abandonedKeyRunsAgain();
    void resultAsOldAsAllowedIsGone();
    void oldestResultLeavesForANewKey();
    void fullOfRunningCallsRefuses();
    void lateCompletionOfAnAbandonedKeyStoresNothing();
    void executionThatTakesTooLongIsTakenToBeLost();
    void lostExecutionsMakeRoomForOthers();
    void lateCompletionChangesNothingForTheExecutionThatRunsNow();
};

void IdempotencyStoreTest::runningKeyIsJoinedCompletedKeyIsReplayed()
{
    Store store;
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart)));
    QVERIFY(std::holds_alternative<Store::Join>(store.begin("k", kStart)));
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("other", kStart)));
    store.complete("k", 1, 42, kStart + 1s);
    QCOMPARE(std::get<Store::Replay>(store.begin("k", kStart + 2s)).result, 42);
}

void IdempotencyStoreTest::abandonedKeyRunsAgain()
{
    Store store;
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart)));
    store.abandon("k", 1);
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart)));
}

void IdempotencyStoreTest::resultAsOldAsAllowedIsGone()
{
    Store store({.keepFor = 10s});
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart)));
    store.complete("k", 1, 1, kStart + 5s);
    QVERIFY(std::holds_alternative<Store::Replay>(store.begin("k", kStart + 15s - kTick)));
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart + 15s)));
}

void IdempotencyStoreTest::oldestResultLeavesForANewKey()
{
    Store store({.maxEntries = 2});
    for (const char *key : {"a", "b"}) {
        const auto execution = std::get<Store::Execute>(store.begin(key, kStart)).execution;
        store.complete(key, execution, 1, kStart);
    }
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("c", kStart)));
    QCOMPARE(store.size(), std::size_t(2));
    QVERIFY(std::holds_alternative<Store::Replay>(store.begin("b", kStart)));
}

void IdempotencyStoreTest::fullOfRunningCallsRefuses()
{
    Store store({.maxEntries = 1});
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("a", kStart)));
    QVERIFY(std::holds_alternative<Store::Full>(store.begin("b", kStart)));
    QVERIFY(std::holds_alternative<Store::Join>(store.begin("a", kStart)));
}

void IdempotencyStoreTest::lateCompletionOfAnAbandonedKeyStoresNothing()
{
    Store store;
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart)));
    store.abandon("k", 1);
    store.complete("k", 1, 1, kStart);
    QCOMPARE(store.size(), std::size_t(0));
}

void IdempotencyStoreTest::executionThatTakesTooLongIsTakenToBeLost()
{
    Store store({.maxRun = 10s});
    const auto lost = std::get<Store::Execute>(store.begin("k", kStart)).execution;
    QVERIFY(std::holds_alternative<Store::Join>(store.begin("k", kStart + 10s - kTick)));
    const auto second = std::get<Store::Execute>(store.begin("k", kStart + 10s)).execution;
    store.complete("k", lost, 1, kStart + 11s);
    store.complete("k", second, 2, kStart + 12s);
    QCOMPARE(std::get<Store::Replay>(store.begin("k", kStart + 12s)).result, 2);
}

void IdempotencyStoreTest::lostExecutionsMakeRoomForOthers()
{
    Store store({.maxRun = 10s, .maxEntries = 1});
    (void)store.begin("lost", kStart);
    QVERIFY(std::holds_alternative<Store::Full>(store.begin("k", kStart + 10s - kTick)));
    QVERIFY(std::holds_alternative<Store::Execute>(store.begin("k", kStart + 10s)));
}

void IdempotencyStoreTest::lateCompletionChangesNothingForTheExecutionThatRunsNow()
{
    Store store;
    const auto first = std::get<Store::Execute>(store.begin("k", kStart)).execution;
    store.abandon("k", first);
    const auto second = std::get<Store::Execute>(store.begin("k", kStart)).execution;
    store.complete("k", first, 1, kStart);
    store.abandon("k", first);
    QVERIFY(std::holds_alternative<Store::Join>(store.begin("k", kStart)));
    store.complete("k", second, 2, kStart);
    QCOMPARE(std::get<Store::Replay>(store.begin("k", kStart)).result, 2);
}

FUSEBOX_PLAIN_TEST(IdempotencyStoreTest)
#include "tst_idempotency_store.moc"
