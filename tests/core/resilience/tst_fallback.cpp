// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/fallback.h"
#include "core/resilience/last_good.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class FallbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesDownTheChainInOrder();
    void onlyItsClassesFallBack();
    void alternativeThatFailsOtherwiseIsPassedOver();
    void cancellingIsNeverAnsweredByAFallback();
    void lastGoodValueHasItsAge();
    void lastGoodValueAsOldAsAllowedIsOut();
    void lastGoodIsBounded();
};

void FallbackTest::goesDownTheChainInOrder()
{
    Fallback fallback;
    const Failure reset{.errorClass = ErrorClass::Reset, .detail = "primary"};
    const Failure refused{.errorClass = ErrorClass::Refused};
    const FallbackOptions all{.alternatives = 2, .lastGood = true, .fixed = true};
    QVERIFY(!fallback.originalError().has_value());
    QCOMPARE(std::get<Fallback::TryAlternative>(fallback.afterFailure(reset, all)).index, 0);
    QCOMPARE(std::get<Fallback::TryAlternative>(fallback.afterFailure(refused, all)).index, 1);
    QVERIFY(std::holds_alternative<Fallback::UseLastGood>(fallback.afterFailure(refused, all)));
    QVERIFY(fallback.originalError() == reset);
    Fallback bare;
    QVERIFY(std::holds_alternative<Fallback::UseStatic>(bare.afterFailure(reset, {.fixed = true})));
    Fallback nothing;
    QVERIFY(std::holds_alternative<Fallback::GiveUp>(nothing.afterFailure(reset, {})));
}

void FallbackTest::onlyItsClassesFallBack()
{
    for (const auto &[error, fallsBack] : {std::pair{ErrorClass::Dns, false}, {ErrorClass::Timeout, true}}) {
        Fallback fallback({.fallbackOn = {ErrorClass::Timeout}});
        const auto decision = fallback.afterFailure({.errorClass = error}, {.fixed = true});
        QCOMPARE(std::holds_alternative<Fallback::UseStatic>(decision), fallsBack);
    }
}

void FallbackTest::alternativeThatFailsOtherwiseIsPassedOver()
{
    Fallback fallback({.fallbackOn = {ErrorClass::Timeout}});
    (void)fallback.afterFailure({.errorClass = ErrorClass::Timeout}, {.alternatives = 1, .fixed = true});
    const auto next =
        fallback.afterFailure({.errorClass = ErrorClass::Refused}, {.alternatives = 1, .fixed = true});
    QVERIFY(std::holds_alternative<Fallback::UseStatic>(next));
    QCOMPARE(fallback.originalError()->errorClass, ErrorClass::Timeout);
}

void FallbackTest::cancellingIsNeverAnsweredByAFallback()
{
    Fallback fallback;
    QVERIFY(std::holds_alternative<Fallback::GiveUp>(
        fallback.afterFailure({.errorClass = ErrorClass::Cancelled}, {.alternatives = 1, .fixed = true})));
}

void FallbackTest::lastGoodValueHasItsAge()
{
    LastGood<int> cache({.maxAge = 10s});
    cache.store("a", 1, kStart);
    cache.store("a", 2, kStart + 1s);
    QVERIFY(!cache.get("b", kStart + 2s).has_value());
    QCOMPARE(cache.get("a", kStart + 3s)->value, 2);
    QCOMPARE(cache.get("a", kStart + 3s)->age, Nanoseconds(2s));
    QCOMPARE(cache.size(), std::size_t(1));
}

void FallbackTest::lastGoodValueAsOldAsAllowedIsOut()
{
    LastGood<int> cache({.maxAge = 10s});
    cache.store("a", 1, kStart);
    QVERIFY(cache.has("a", kStart + 10s - kTick));
    QVERIFY(!cache.has("a", kStart + 10s));
}

void FallbackTest::lastGoodIsBounded()
{
    LastGood<int> cache({.maxEntries = 2});
    cache.store("a", 1, kStart);
    cache.store("b", 2, kStart);
    cache.store("a", 3, kStart);
    cache.store("c", 4, kStart);
    QCOMPARE(cache.size(), std::size_t(2));
    QVERIFY(!cache.has("b", kStart));
    QCOMPARE(cache.get("a", kStart)->value, 3);
}

FUSEBOX_PLAIN_TEST(FallbackTest)
#include "tst_fallback.moc"
