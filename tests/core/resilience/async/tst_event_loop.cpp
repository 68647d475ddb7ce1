// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QThread>

#include "core/health/monitor/call_target.h"
#include "core/resilience/async/event_loop.h"
#include "core/resilience/async/forms.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

/// The asynchronous layer on real timers and threads.
class EventLoopTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timerFiresNotBeforeItsTime();
    void cancelledTimerNeverFires();
    void timersEndWithTheirThread();
    void retryWaitsForRealTime();
    void callRunsInTheThreadThatMadeIt();
    void callbackMayAnswerFromAnotherThread();
    void callEndsWithItsThread();
    void callsOfManyThreadsShareABulkhead();
    void formsWithoutAnEnvironmentUseTheThreadsOwn();
};

namespace {

const Failure kReset{.errorClass = ErrorClass::Reset};
constexpr Backoff kShort = {5ms, 1, 5ms, Growth::Constant, Jitter::Proportional, 0};

/// Runs a function in an event loop of its own thread, and ends with it.
class LoopThread
{
public:
    LoopThread()
    {
        m_target.moveToThread(&m_thread);
        m_thread.start();
    }
    ~LoopThread() { stop(); }
    void run(const std::function<void()> &function) { m_target.callAndWait(function); }
    void stop()
    {
        m_thread.quit();
        m_thread.wait();
    }
    [[nodiscard]] QThread *thread() { return &m_thread; }

private:
    QThread m_thread;
    fusebox::health::CallTarget m_target;
};

} // namespace

void EventLoopTest::timerFiresNotBeforeItsTime()
{
    EventLoop loop(1);
    const auto env = loop.environment();
    const TimePoint due = loop.clock().now() + 2500us;
    std::optional<TimePoint> fired;
    (void)env.timers->start(2500us, [&] { fired = loop.clock().now(); });
    QTRY_VERIFY(fired.has_value());
    QVERIFY(*fired >= due);
}

void EventLoopTest::cancelledTimerNeverFires()
{
    EventLoop loop(1);
    const auto env = loop.environment();
    bool first = false, second = false;
    const auto id = env.timers->start(1ms, [&] { first = true; });
    (void)env.timers->start(5ms, [&] { second = true; });
    env.timers->cancel(id);
    env.timers->cancel(id);
    env.timers->cancel(12345);
    QTRY_VERIFY(second);
    QVERIFY(!first);
}

void EventLoopTest::timersEndWithTheirThread()
{
    EventLoop loop(1);
    LoopThread thread;
    const auto kept = std::make_shared<int>(0);
    thread.run([&] { (void)loop.environment().timers->start(1h, [kept] {}); });
    QCOMPARE(kept.use_count(), 2L);
    thread.stop();
    QCOMPARE(kept.use_count(), 1L);
}

void EventLoopTest::retryWaitsForRealTime()
{
    EventLoop loop(1);
    int runs = 0;
    const auto begun = loop.clock().now();
    const auto future = retry(
        [&]() -> Result<int> {
            if (++runs < 3)
                return tl::unexpected(kReset);
            return runs;
        },
        {.settings = {.maxAttempts = 3, .backoff = kShort}}, loop.environment());
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(*future.result(), 3);
    QVERIFY(loop.clock().now() - begun >= 10ms);
}

void EventLoopTest::callRunsInTheThreadThatMadeIt()
{
    EventLoop loop(1);
    LoopThread thread;
    QFuture<Result<QThread *>> future;
    int runs = 0;
    thread.run([&] {
        future = retry(
            [&]() -> Result<QThread *> {
                if (++runs == 1)
                    return tl::unexpected(kReset);
                return QThread::currentThread();
            },
            {.settings = {.backoff = kShort}}, loop.environment());
    });
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(*future.result(), thread.thread());
}

void EventLoopTest::callbackMayAnswerFromAnotherThread()
{
    EventLoop loop(1);
    LoopThread other;
    const auto env = loop.environment();
    const auto operation = makeCallbackOperation<int>([&](const Attempt &, const Done<int> &done) {
        other.run([&] { done(QThread::currentThread() == other.thread() ? 1 : 0); });
    });
    const auto future = runForValue(*Pipeline::make({}, env.random), env, operation);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(*future.result(), 1);
}

void EventLoopTest::callEndsWithItsThread()
{
    EventLoop loop(1);
    LoopThread thread;
    QFuture<Result<int>> future;
    thread.run([&] {
        future = retry([]() -> Result<int> { return tl::unexpected(kReset); },
                       {.settings = {.backoff = {1h, 1, 1h, Growth::Constant, Jitter::Proportional, 0}}},
                       loop.environment());
    });
    thread.stop();
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void EventLoopTest::callsOfManyThreadsShareABulkhead()
{
    constexpr int kThreads = 4;
    constexpr int kCalls = 25;
    EventLoop loop(1);
    const auto env = loop.environment();
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 2, .maxQueue = 1000});
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, loop.clock());
    const auto pipeline = *Pipeline::make({BulkheadLayer{bulkhead}, CircuitLayer{circuit}}, env.random);
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    const auto operation = makeCallbackOperation<int>([&](const Attempt &, const Done<int> &done) {
        most = std::max(most.load(), ++inside);
        (void)env.timers->start(0ns, [&inside, done] {
            --inside;
            done(1);
        });
    });
    std::vector<QFuture<Result<int>>> futures(kThreads * kCalls);
    std::array<LoopThread, kThreads> threads;
    for (std::size_t i = 0; i < futures.size(); ++i)
        threads[i % kThreads].run([&] { futures[i] = runForValue(pipeline, env, operation); });
    for (const auto &future : futures)
        QTRY_VERIFY(future.isFinished());
    QVERIFY(most <= 2);
    QCOMPARE(circuit->statistics()[Outcome::Success], std::uint64_t(kThreads * kCalls));
    QCOMPARE(bulkhead->running(), 0);
}

void EventLoopTest::formsWithoutAnEnvironmentUseTheThreadsOwn()
{
    int runs = 0;
    const auto future = retry(
        [&runs]() -> Result<int> {
            if (++runs == 1)
                return tl::unexpected(kReset);
            return runs;
        },
        {.settings = {.backoff = kShort}});
    const auto hangs = makeCallbackOperation<int>(
        [](const Attempt &attempt, const Done<int> &done) { attempt.cancellation.onCancel([done] {}); });
    const auto late = withTimeout(hangs, 1ms);
    QTRY_VERIFY(future.isFinished() && late.isFinished());
    QCOMPARE(*future.result(), 2);
    QCOMPARE(late.result().error().errorClass, ErrorClass::Timeout);
    QFuture<Result<int>> ofAThread;
    {
        LoopThread thread;
        thread.run([&] { ofAThread = withTimeout(hangs, 1h); });
    }
    QVERIFY(ofAThread.isFinished()); // with its thread, whose environment it has kept
    QCOMPARE(ofAThread.result().error().errorClass, ErrorClass::Cancelled);
    QVERIFY(threadEnvironment().random == threadEnvironment().random);
}

FUSEBOX_LOOP_TEST(EventLoopTest)
#include "tst_event_loop.moc"
