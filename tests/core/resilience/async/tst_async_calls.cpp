// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/resilience/async/scripted_operation.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::operations;

class AsyncCallsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retriesUntilItSucceeds();
    void everyKindOfOperationIsUnderstood();
    void thrownExceptionIsAFailureAndKept_data();
    void thrownExceptionIsAFailureAndKept();
    void operationThatNeverAnswersByCallbackIsCancelled();
    void makeRetryableRetriesEachCall();
    void retryWithResultTellsEverything();
    void hookOfTheEnvironmentIsToldByEveryForm();
    void withTimeoutEndsInTime();
    void fallbackSaysItsSourceAgeAndReason();
    void alternativesRunInOrder();
    void circuitExecutesBothKinds();
    void rejectedCallNeverRunsTheOperation();
    void bulkheadWaiterIsWoken();
    void traceTellsTheStory();
    void predicatesThatThrowCountAsNo();
    void unwantedValueIsTriedForAgainWhenItsPeerWishes();
    void policyOutOfRangeIsCut();
    void unwantedValueIsNoLastGoodOne();
    void lastGoodValueThatGrewTooOldIsNotServed();
    void failedAlternativesAreNoFallback();
    void synchronousOperationThatTakesTooLongTimesOut();
    void operationThatThrowsWithoutBeingWrappedIsAFailure();
    void circuitThatIsRemovedLivesUntilItsCallHasEnded();
    void callsWithoutAValueAreUnderstood();
    void valuesThatCannotBeCopiedGoThrough();
    void callablesThatCannotBeCopiedAreRetried();
    void everyFormTakesAnOperationByCallback();
    void makeRetryablePassesArgumentsOn();
    void formsTakeOptions();
    void manyCallsThatGiveUpTheirTokensCostAnEventEach();
};

void AsyncCallsTest::retriesUntilItSucceeds()
{
    ManualEnvironment env;
    const Scripted op;
    const auto future = retry(op, threeAttempts(), env.environment());
    QCOMPARE(op.attempts(), 1);
    op.answer(1, tl::unexpected(kReset));
    QTRY_COMPARE(env.running(), std::size_t(1));
    env.advance(1s - kTick);
    QCOMPARE(op.attempts(), 1);
    env.advance(kTick);
    QCOMPARE(op.attempts(), 2);
    op.answer(2, 42);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(valueOf(future), 42);
}

void AsyncCallsTest::everyKindOfOperationIsUnderstood()
{
    ManualEnvironment env;
    const auto e = env.environment();
    QCOMPARE(valueOf(retry([] { return 1; }, {}, e)), 1);
    QCOMPARE(valueOf(retry([](const Attempt &attempt) { return attempt.number + 1; }, {}, e)), 2);
    QCOMPARE(valueOf(retry([]() -> Result<int> { return 3; }, {}, e)), 3);
    QCOMPARE(valueOf(retry([] { return QtFuture::makeReadyFuture(4); }, {}, e)), 4);
    QCOMPARE(valueOf(retry([] { return QtFuture::makeReadyFuture(Result<int>(5)); }, {}, e)), 5);
    const auto pipeline = Pipeline::make({}, e.random);
    const auto byCallback =
        runForValue(*pipeline, e, makeCallbackOperation<int>([](const Attempt &, const Done<int> &done) {
            done(6);
            done(7); // once is once
        }));
    QCOMPARE(valueOf(byCallback), 6);
}

void AsyncCallsTest::thrownExceptionIsAFailureAndKept_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("thrown by the operation") << 0;
    QTest::newRow("kept in its future") << 1;
    QTest::newRow("thrown by one that answers by callback") << 2;
}

void AsyncCallsTest::thrownExceptionIsAFailureAndKept()
{
    QFETCH(const int, kind);
    ManualEnvironment env;
    const auto e = env.environment();
    const auto pipeline = *Pipeline::make({}, e.random);
    QFuture<Result<int>> future;
    if (kind == 0)
        future = runForValue(pipeline, e, makeOperation([]() -> int { throw std::runtime_error("boom"); }));
    else if (kind == 1)
        future = runForValue(pipeline, e, makeOperation([] {
                                 QPromise<int> promise;
                                 promise.start();
                                 promise.setException(std::make_exception_ptr(std::runtime_error("boom")));
                                 promise.finish();
                                 return promise.future();
                             }));
    else
        future = runForValue(pipeline, e, makeCallbackOperation<int>([](const Attempt &, const Done<int> &) {
                                 throw std::runtime_error("boom");
                             }));
    QTRY_VERIFY(future.isFinished());
    const Failure failure = future.result().error();
    QCOMPARE(failure.errorClass, ErrorClass::Exception);
    QCOMPARE(failure.detail, std::string("boom"));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, std::rethrow_exception(failure.exception));
}

void AsyncCallsTest::operationThatNeverAnswersByCallbackIsCancelled()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto future = runForValue(*Pipeline::make({}, e.random), e,
                                    makeCallbackOperation<int>([](const Attempt &, const Done<int> &) {}));
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCallsTest::makeRetryableRetriesEachCall()
{
    ManualEnvironment env;
    int runs = 0;
    const auto retryable = makeRetryable(
        [&runs]() -> Result<int> {
            if (++runs % 2 == 1)
                return tl::unexpected(kReset);
            return runs;
        },
        threeAttempts(), env.environment());
    const auto first = retryable();  // fails
    const auto second = retryable(); // succeeds at once
    QCOMPARE(valueOf(second), 2);
    env.advance(1s); // the first fails again
    QVERIFY(!first.isFinished());
    env.advance(1s);
    QCOMPARE(valueOf(first), 4);
}

void AsyncCallsTest::retryWithResultTellsEverything()
{
    ManualEnvironment env;
    const auto future = retryWithResult([]() -> Result<int> { return tl::unexpected(kReset); },
                                        threeAttempts(), env.environment());
    env.advance(10s);
    QVERIFY(future.isFinished());
    const auto result = future.result();
    QVERIFY(result.result.error() == kReset);
    QCOMPARE(result.report.attempts, 3);
    QCOMPARE(result.report.totalDelay, Nanoseconds(2s));
    QCOMPARE(result.report.errors.size(), std::size_t(3));
    QVERIFY(!result.usedFallback());
}

/// The small forms are pipelines, too.
void AsyncCallsTest::hookOfTheEnvironmentIsToldByEveryForm()
{
    ManualEnvironment world;
    auto environment = world.environment();
    std::vector<std::string> told;
    environment.hook = std::make_shared<const PolicyHook>([&](const PolicyEvent &event) {
        told.push_back(event.call + " " + std::string(name(event.entry.step)));
    });
    const auto fail = [] { return Result<int>(tl::unexpected(kReset)); };
    CallOptions<int> options{.traits = {.name = "orders"}};
    const auto retried = retry(fail, threeAttempts(), environment, options);
    world.advance(2s);
    QVERIFY(retried.isFinished());
    const auto fellBack = withFallback(fail, Fallbacks<int>{.staticValue = 7}, environment, options);
    QVERIFY(fellBack.isFinished());
    const std::vector<std::string> expected = {"orders delayed", "orders delayed", "orders fell_back"};
    QCOMPARE(told, expected);
}

void AsyncCallsTest::withTimeoutEndsInTime()
{
    ManualEnvironment env;
    const Scripted op;
    const auto late = withTimeout(op, 1s, env.environment());
    env.advance(1s - kTick);
    QVERIFY(!late.isFinished());
    env.advance(kTick);
    QVERIFY(late.isFinished());
    QCOMPARE(late.result().error().timedOut.value(), TimeoutScope::Total);
    QCOMPARE(valueOf(withTimeout([] { return 5; }, 1s, env.environment())), 5);
}

void AsyncCallsTest::fallbackSaysItsSourceAgeAndReason()
{
    ManualEnvironment env;
    const auto values = std::make_shared<SharedLastGood<int>>(LastGoodSettings{.maxAge = 10s});
    bool works = true;
    const auto op = [&]() -> Result<int> {
        if (works)
            return 7;
        return tl::unexpected(kReset);
    };
    const Fallbacks<int> fallbacks{.lastGood = values, .lastGoodKey = "k", .staticValue = -1};
    QVERIFY(!withFallback(op, fallbacks, env.environment()).result().usedFallback());
    works = false;
    env.advance(4s);
    const auto aged = withFallback(op, fallbacks, env.environment()).result();
    QCOMPARE(*aged.result, 7);
    QCOMPARE(aged.source, Source::LastGood);
    QCOMPARE(aged.age.value(), Nanoseconds(4s));
    QVERIFY(aged.report.originalError == kReset);
    env.advance(6s);
    const auto fixed = withFallback(op, fallbacks, env.environment()).result();
    QCOMPARE(*fixed.result, -1);
    QCOMPARE(fixed.source, Source::Static);
}

void AsyncCallsTest::alternativesRunInOrder()
{
    ManualEnvironment env;
    QList<int> order;
    const auto failing = [&](int number) {
        return [&order, number]() -> Result<int> {
            order << number;
            return tl::unexpected(kReset);
        };
    };
    const auto future = withFallback(
        failing(0), {.alternatives = {makeOperation(failing(1)), makeOperation([] { return 2; })}},
        env.environment());
    QCOMPARE(order, (QList<int>{0, 1}));
    QCOMPARE(*future.result().result, 2);
    QCOMPARE(future.result().source, Source::Alternative);
}

void AsyncCallsTest::circuitExecutesBothKinds()
{
    ManualEnvironment env;
    Circuit circuit("c", {.failureThreshold = 3, .slowAfter = 1s}, env.clock());
    QCOMPARE(*circuit.execute([]() -> Result<int> { return 1; }), 1);
    QVERIFY(!circuit.execute([]() -> Result<int> { throw std::runtime_error("boom"); }).has_value());
    const Scripted op;
    const auto future = circuit.execute([&] { return op({}); });
    env.advance(2s);
    op.answer(1, 2);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(valueOf(future), 2);
    QVERIFY(!valueOf(circuit.execute([]() -> QFuture<Result<int>> { throw std::runtime_error("boom"); })));
    const auto s = circuit.statistics();
    QCOMPARE(s[Outcome::Success], std::uint64_t(1));
    QCOMPARE(s[Outcome::Slow], std::uint64_t(1));
    QCOMPARE(s[ErrorClass::Exception], std::uint64_t(2));
}

void AsyncCallsTest::rejectedCallNeverRunsTheOperation()
{
    ManualEnvironment env;
    Circuit circuit("c", {}, env.clock());
    circuit.forceOpen(5s);
    const Scripted op;
    const auto future = circuit.execute([&] { return op({}); });
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().rejectedBy.value(), RejectedBy::Circuit);
    QCOMPARE(future.result().error().retryAfter.value(), Nanoseconds(5s));
    QVERIFY(!circuit.execute([]() -> Result<int> { return 1; }).has_value());
    QCOMPARE(op.attempts(), 0);
}

void AsyncCallsTest::bulkheadWaiterIsWoken()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 5});
    const auto pipeline = *Pipeline::make({BulkheadLayer{bulkhead}}, e.random);
    const Scripted op;
    const auto first = runForValue(pipeline, e, makeOperation(op));
    auto second = runForValue(pipeline, e, makeOperation(op));
    const auto third = runForValue(pipeline, e, makeOperation(op));
    QCOMPARE(op.attempts(), 1);
    second.cancel();
    QTRY_COMPARE(bulkhead->waiting(), std::size_t(1));
    op.answer(1, 1);
    QTRY_COMPARE(op.attempts(), 2);
    op.answer(2, 3);
    QTRY_VERIFY(third.isFinished());
    QCOMPARE(valueOf(third), 3);
    QCOMPARE(bulkhead->running(), 0);
}

void AsyncCallsTest::traceTellsTheStory()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 12ms, .maxQueue = 5}, env.clock().now());
    const auto pipeline = *Pipeline::make({RateLimitLayer{limiter}, threeAttempts()}, e.random);
    int runs = 0;
    const auto op = [&]() -> Result<int> {
        if (++runs == 2)
            return tl::unexpected(kReset);
        return runs;
    };
    (void)run(pipeline, e, op);
    const auto future = run(pipeline, e, op);
    env.advance(5s);
    const auto trace = future.result().report.trace;
    QCOMPARE(trace.size(), std::size_t(4));
    QVERIFY(trace[0].policy == Policy::RateLimit && trace[0].step == TraceStep::Waited);
    QCOMPARE(trace[0].took, Nanoseconds(12ms));
    QVERIFY(trace[1].step == TraceStep::Failed && trace[1].error == ErrorClass::Reset &&
            trace[1].attempt == 1);
    QVERIFY(trace[2].step == TraceStep::Delayed && trace[2].took == 1s);
    QVERIFY(trace[3].step == TraceStep::Succeeded && trace[3].attempt == 2);
}

void AsyncCallsTest::predicatesThatThrowCountAsNo()
{
    ManualEnvironment env;
    const auto future =
        retry([] { return 1; }, threeAttempts(), env.environment(),
              {.unwanted = [](const int &) -> bool { throw std::runtime_error("predicate"); }});
    QCOMPARE(valueOf(future), 1);
    int runs = 0;
    const auto unwanted = retry([&] { return ++runs; }, threeAttempts(), env.environment(),
                                {.unwanted = [](const int &value) { return value < 2; }});
    env.advance(1s);
    QCOMPARE(valueOf(unwanted), 2);
    const auto wishing =
        retry([] { return 1; }, threeAttempts(), env.environment(),
              {.unwanted = [](const int &) { return true; },
               .retryAfter = [](const int &) -> Nanoseconds { throw std::runtime_error("wish"); }});
    env.advance(1s);
    env.advance(1s);
    QCOMPARE(valueOf(wishing), 1);
}

void AsyncCallsTest::unwantedValueIsTriedForAgainWhenItsPeerWishes()
{
    ManualEnvironment env;
    int runs = 0;
    const auto future = retry([&] { return ++runs; }, {}, env.environment(),
                              {.unwanted = [](const int &value) { return value < 2; },
                               .retryAfter = [](const int &) { return Nanoseconds(4s); }});
    env.advance(4s - 1ms);
    QCOMPARE(runs, 1);
    env.advance(1ms);
    QCOMPARE(valueOf(future), 2);
}

void AsyncCallsTest::policyOutOfRangeIsCut()
{
    ManualEnvironment env;
    const RetryPolicy odd{.settings = {.maxAttempts = -5, .totalTime = -1s, .attemptTimeout = 0s}};
    QCOMPARE(valueOf(retry([] { return 1; }, odd, env.environment())), 1);
    QCOMPARE(valueOf(withTimeout([] { return 2; }, -1s, env.environment())), 2);
}

void AsyncCallsTest::unwantedValueIsNoLastGoodOne()
{
    ManualEnvironment env;
    const auto values = std::make_shared<SharedLastGood<int>>();
    CallOptions<int> options{
        .unwanted = [](const int &value) { return value < 0; }, .lastGood = values, .lastGoodKey = "k"};
    const auto stored = [&] {
        const auto aged =
            values->with([&](const LastGood<int> &good) { return good.get("k", env.clock().now()); });
        return aged ? aged->value : 0;
    };
    const RetryPolicy once{.settings = {.maxAttempts = 1}};
    QCOMPARE(valueOf(retry([] { return -1; }, once, env.environment(), options)), -1);
    QCOMPARE(stored(), 0);
    QCOMPARE(valueOf(retry([] { return 1; }, once, env.environment(), options)), 1);
    QCOMPARE(stored(), 1);
}

void AsyncCallsTest::lastGoodValueThatGrewTooOldIsNotServed()
{
    ManualEnvironment env;
    const auto values = std::make_shared<SharedLastGood<int>>(LastGoodSettings{.maxAge = 10s});
    values->with([&](LastGood<int> &good) { good.store("k", 7, env.clock().now()); });
    env.advance(9s);
    const auto fails = []() -> Result<int> { return tl::unexpected(kReset); };
    const Scripted alternative;
    const Fallbacks<int> fallbacks{.alternatives = {makeOperation(alternative)},
                                   .lastGood = values,
                                   .lastGoodKey = "k",
                                   .staticValue = -1};
    const auto future = withFallback(fails, fallbacks, env.environment());
    env.advance(20s);
    alternative.answer(1, tl::unexpected(kReset));
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().source, Source::Static);
}

void AsyncCallsTest::failedAlternativesAreNoFallback()
{
    ManualEnvironment env;
    const auto fails = []() -> Result<int> { return tl::unexpected(kReset); };
    const auto result =
        withFallback(fails, Fallbacks<int>{.alternatives = {makeOperation(fails)}}, env.environment())
            .result();
    QVERIFY(!result.result.has_value());
    QVERIFY(!result.usedFallback());
    QCOMPARE(result.report.errors.size(), std::size_t(2));
}

void AsyncCallsTest::synchronousOperationThatTakesTooLongTimesOut()
{
    ManualEnvironment env;
    const auto future = withTimeout(
        [&] {
            env.clock().advance(1s);
            return 1;
        },
        1s, env.environment());
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Timeout);
}

void AsyncCallsTest::operationThatThrowsWithoutBeingWrappedIsAFailure()
{
    ManualEnvironment env;
    const Operation<int> throws = [](const Attempt &, const Done<int> &) {
        throw std::runtime_error("boom");
    };
    QCOMPARE(withTimeout(throws, 1s, env.environment()).result().error().errorClass, ErrorClass::Exception);
    const Operation<int> none;
    QCOMPARE(withTimeout(none, 1s, env.environment()).result().error().errorClass, ErrorClass::Exception);
}

void AsyncCallsTest::circuitThatIsRemovedLivesUntilItsCallHasEnded()
{
    ManualEnvironment env;
    const Scripted op;
    auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, env.clock());
    const std::weak_ptr<Circuit> watched = circuit;
    const auto future = circuit->execute([&] { return op({}); });
    circuit.reset();
    QVERIFY(!watched.expired());
    op.answer(1, 7);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(valueOf(future), 7);
    QTRY_VERIFY(watched.expired());
}

void AsyncCallsTest::callsWithoutAValueAreUnderstood()
{
    ManualEnvironment env;
    const auto e = env.environment();
    using Nothing = Result<std::monostate>;
    const auto succeeded = [](const QFuture<Nothing> &future) {
        return future.isFinished() && future.result().has_value();
    };
    const auto failed = [](const QFuture<Nothing> &future, ErrorClass error) {
        return future.isFinished() && !future.result() && future.result().error().errorClass == error;
    };
    using Void = tl::expected<void, Failure>;
    const Void reset = tl::unexpected(kReset);
    const RetryPolicy once{.settings = {.maxAttempts = 1}};
    QVERIFY(succeeded(retry([] {}, once, e)));
    QVERIFY(succeeded(retry([] { return Void(); }, once, e)));
    QVERIFY(failed(retry([=] { return reset; }, once, e), ErrorClass::Reset));
    QVERIFY(succeeded(retry([] { return QtFuture::makeReadyFuture(); }, once, e)));
    QVERIFY(succeeded(retry([] { return QtFuture::makeReadyFuture(Void()); }, once, e)));
    QVERIFY(failed(retry([=] { return QtFuture::makeReadyFuture(reset); }, once, e), ErrorClass::Reset));
    QVERIFY(failed(retry([] { throw 5; }, once, e), ErrorClass::Exception));
    QPromise<void> promise;
    promise.start();
    const auto later = retry([&] { return promise.future(); }, once, e);
    promise.finish();
    QTRY_VERIFY(succeeded(later));
    QPromise<void> dropped;
    dropped.start();
    auto cancelled = dropped.future();
    const auto ended = retry([&] { return cancelled; }, once, e);
    cancelled.cancel();
    dropped.finish();
    QTRY_VERIFY(failed(ended, ErrorClass::Cancelled));
    Circuit circuit("c", {}, env.clock());
    QVERIFY(circuit.execute([] { return Void(); }).has_value());
    QVERIFY(succeeded(circuit.execute([] {})));
}

void AsyncCallsTest::valuesThatCannotBeCopiedGoThrough()
{
    ManualEnvironment env;
    const auto e = env.environment();
    using Owned = std::unique_ptr<int>;
    const auto taken = [](QFuture<Result<Owned>> future) { return **future.takeResult(); };
    QCOMPARE(taken(retry([] { return std::make_unique<int>(1); }, {}, e)), 1);
    QCOMPARE(taken(retry([]() -> Result<Owned> { return std::make_unique<int>(2); }, {}, e)), 2);
    QPromise<Owned> promise;
    promise.start();
    auto later = retry([&] { return promise.future(); }, {}, e);
    promise.addResult(std::make_unique<int>(3));
    promise.finish();
    QTRY_VERIFY(later.isFinished());
    QCOMPARE(taken(later), 3);
    CallOptions<Owned> options;
    options.staticValue = std::make_unique<int>(4);
    auto fallenBack = run(
        *Pipeline::make({FallbackLayer{}}, e.random), e,
        []() -> Result<Owned> { return tl::unexpected(kReset); }, std::move(options));
    QCOMPARE(**fallenBack.takeResult().result, 4);
    Circuit circuit("c", {}, env.clock());
    QCOMPARE(**circuit.execute([]() -> Result<Owned> { return std::make_unique<int>(5); }), 5);
    auto byFuture = circuit.execute([] { return std::make_unique<int>(6); });
    QCOMPARE(taken(byFuture), 6);
    auto byCallback = withTimeout(makeCallbackOperation<Owned>([](const Attempt &, const Done<Owned> &done) {
                                      done(std::make_unique<int>(7));
                                  }),
                                  1s, e);
    QCOMPARE(taken(byCallback), 7);
}

void AsyncCallsTest::callablesThatCannotBeCopiedAreRetried()
{
    ManualEnvironment env;
    auto counting = [counter = std::make_unique<int>(0)]() -> Result<int> {
        if (++*counter < 2)
            return tl::unexpected(kReset);
        return *counter;
    };
    static_assert(!std::is_copy_constructible_v<decltype(counting)>);
    const auto future = retry(std::move(counting), threeAttempts(), env.environment());
    env.advance(1s);
    QCOMPARE(valueOf(future), 2);
    const auto retryable =
        makeRetryable([owned = std::make_unique<int>(3)] { return *owned; }, {}, env.environment());
    QCOMPARE(valueOf(retryable()), 3);
    QCOMPARE(valueOf(retryable()), 3);
}

void AsyncCallsTest::everyFormTakesAnOperationByCallback()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto seven = makeCallbackOperation<int>([](const Attempt &, const Done<int> &done) { done(7); });
    QCOMPARE(valueOf(retry(seven, {}, e)), 7);
    QCOMPARE(*retryWithResult(seven, {}, e).result().result, 7);
    QCOMPARE(valueOf(makeRetryable(seven, {}, e)()), 7);
    QCOMPARE(valueOf(withTimeout(seven, 1s, e)), 7);
    QCOMPARE(*withFallback(seven, Fallbacks<int>{}, e).result().result, 7);
    Circuit circuit("c", {}, env.clock());
    QCOMPARE(valueOf(circuit.execute(seven)), 7);
}

void AsyncCallsTest::makeRetryablePassesArgumentsOn()
{
    ManualEnvironment env;
    int runs = 0;
    const auto sum = [&runs](const Attempt &attempt, int a, const std::string &b) -> Result<int> {
        if (++runs < 3)
            return tl::unexpected(kReset);
        return attempt.number * 100 + a + static_cast<int>(b.size());
    };
    const auto retryable = makeRetryable(sum, threeAttempts(), env.environment());
    const auto future = retryable(40, std::string("it")); // gone by the second attempt
    env.advance(5s);
    QCOMPARE(valueOf(future), 342);
    const auto twice = makeRetryable([](int value) { return 2 * value; }, {}, env.environment());
    QCOMPARE(valueOf(twice(21)), 42);
    const auto positive = makeRetryable([](int value) { return value; }, threeAttempts(), env.environment(),
                                        CallOptions<int>{.unwanted = [](int value) { return value < 0; }});
    const auto unwanted = positive(-1);
    QVERIFY(!unwanted.isFinished());
    env.advance(5s);
    QCOMPARE(valueOf(unwanted), -1);
}

void AsyncCallsTest::formsTakeOptions()
{
    ManualEnvironment env;
    CallOptions<int> cancelled;
    cancelled.cancellation.cancel();
    const auto one = [] { return 1; };
    const auto timed = withTimeout(one, 1s, env.environment(), cancelled);
    QCOMPARE(timed.result().error().errorClass, ErrorClass::Cancelled);
    const auto fallenBack = withFallback(one, Fallbacks<int>{.staticValue = 2}, env.environment(), cancelled);
    QCOMPARE(fallenBack.result().result.error().errorClass, ErrorClass::Cancelled);
}

/// Woken through the event loop, once for each that gives up before them: never all by each.
void AsyncCallsTest::manyCallsThatGiveUpTheirTokensCostAnEventEach()
{
    constexpr int kCalls = 300;
    ManualEnvironment env;
    const auto e = env.environment();
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1h, .maxQueue = kCalls}, env.clock().now());
    const auto pipeline = *Pipeline::make({RateLimitLayer{limiter}}, e.random);
    std::vector<CallOptions<int>> options(kCalls);
    std::vector<QFuture<Result<int>>> futures;
    for (const auto &option : options)
        futures.push_back(runForValue(
            pipeline, e, [] { return 1; }, option));
    const int before = env.clock().reads();
    for (auto &option : options)
        option.cancellation.cancel();
    QCoreApplication::processEvents();
    QVERIFY(std::ranges::all_of(futures, [](const auto &future) { return future.isFinished(); }));
    // The clock is read a few times for each event that a call handles: N x N / 2 would be 45,000.
    const int reads = env.clock().reads() - before;
    QVERIFY2(reads < 20 * kCalls, qPrintable(QString::number(reads)));
}

FUSEBOX_LOOP_TEST(AsyncCallsTest)
#include "tst_async_calls.moc"
