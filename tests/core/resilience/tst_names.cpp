// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>
#include <string>
#include <vector>

#include "core/resilience/names.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

namespace {

using Words = std::vector<std::string>;

/// Of every value that a byte may hold: what is no enumerator has none.
template <typename Enum>
Words wordsOf()
{
    Words words;
    for (int value = 0; value < 256; ++value) {
        if (const std::string_view word = name(static_cast<Enum>(value)); !word.empty())
            words.emplace_back(word);
    }
    return words;
}

} // namespace

Q_DECLARE_METATYPE(Words)

class NamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enumeratorsHaveTheirStableWordsInOrder_data();
    void enumeratorsHaveTheirStableWordsInOrder();
    void noEnumHasAWordTwice_data() { enumeratorsHaveTheirStableWordsInOrder_data(); }
    void noEnumHasAWordTwice();
    void wordEndsWithANullCharacter();
};

/// Others read these words: a row may grow at its end, and changes nowhere.
void NamesTest::enumeratorsHaveTheirStableWordsInOrder_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<Words>("expected");
    const auto row = [](const char *title, Words words, Words expected) {
        QTest::newRow(title) << std::move(words) << std::move(expected);
    };
    row("CircuitState", wordsOf<CircuitState>(), {"closed", "half_open", "open"});
    row("ForcedState", wordsOf<ForcedState>(), {"none", "forced_open", "disabled", "measure_only"});
    row("EffectiveState", wordsOf<EffectiveState>(),
        {"closed", "half_open", "open", "forced_open", "disabled", "measure_only"});
    row("TransitionReason", wordsOf<TransitionReason>(),
        {"failures_in_window", "consecutive_failures", "failure_rate", "recovery_time_elapsed",
         "trials_succeeded", "trial_failed", "trial_timed_out", "manual_reset", "manual_force_open",
         "manual_disable", "slow_rate", "manual_measure_only", "manual_lift", "forced_open_expired"});
    row("ErrorClass", wordsOf<ErrorClass>(),
        {"dns", "refused", "unreachable", "reset", "tls", "timeout", "protocol", "http_status", "assertion",
         "cancelled", "rejected", "exception"});
    row("RejectedBy", wordsOf<RejectedBy>(), {"circuit", "rate_limit", "bulkhead", "machine"});
    row("TimeoutScope", wordsOf<TimeoutScope>(), {"phase", "attempt", "total"});
    row("Outcome", wordsOf<Outcome>(), {"success", "failure", "slow", "ignored"});
    row("Growth", wordsOf<Growth>(), {"constant", "linear", "exponential"});
    row("Jitter", wordsOf<Jitter>(), {"full", "equal", "proportional", "decorrelated"});
    row("GiveUpReason", wordsOf<GiveUpReason>(),
        {"attempts_used_up", "not_retryable", "not_repeatable", "no_time_left", "no_budget_left",
         "circuit_open"});
    row("Source", wordsOf<Source>(), {"primary", "alternative", "last_good", "static"});
    row("Policy", wordsOf<Policy>(),
        {"fallback", "total_timeout", "rate_limit", "bulkhead", "circuit", "retry", "attempt_timeout",
         "operation"});
    row("TraceStep", wordsOf<TraceStep>(),
        {"waited", "rejected", "trial", "succeeded", "failed", "delayed", "gave_up", "timed_out", "fell_back",
         "cancelled"});
    row("PipelineFault", wordsOf<PipelineFault>(),
        {"twice", "no_machine", "bad_duration", "bad_attempts", "inside_retry", "outside_retry",
         "inside_circuit", "not_shorter_than_the_total"});
    row("DurationError", wordsOf<DurationError>(),
        {"empty", "no_number", "no_unit", "unknown_unit", "too_large"});
    row("Ending::Kind", wordsOf<Ending::Kind>(), {"completed", "cancelled", "timed_out"});
    row("PipelineCall::Ended", wordsOf<PipelineCall::Ended>(), {"wanted", "unwanted", "slow"});
    row("SharedBulkhead::Place", wordsOf<SharedBulkhead::Place>(), {"waiting", "entered", "displaced"});
}

void NamesTest::enumeratorsHaveTheirStableWordsInOrder()
{
    QFETCH(const Words, words);
    QFETCH(const Words, expected);
    QCOMPARE(words, expected);
}

void NamesTest::noEnumHasAWordTwice()
{
    QFETCH(const Words, words);
    QCOMPARE(std::set<std::string>(words.begin(), words.end()).size(), words.size());
}

void NamesTest::wordEndsWithANullCharacter()
{
    const std::string_view word = name(EffectiveState::HalfOpen);
    QCOMPARE(word.data()[word.size()], '\0');
}

FUSEBOX_PLAIN_TEST(NamesTest)
#include "tst_names.moc"
