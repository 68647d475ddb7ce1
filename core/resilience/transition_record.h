// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/resilience/circuit_state.h"
#include "core/resilience/recent_errors.h"
#include "core/resilience/window_counts.h"

namespace fusebox::resilience {

/// Why a transition happened.
enum class TransitionReason : std::uint8_t {
    FailuresInWindow,    ///< actual, threshold: failures
    ConsecutiveFailures, ///< actual, threshold: failures
    FailureRate,         ///< actual, threshold: share in [0, 1]
    RecoveryTimeElapsed, ///< open -> half-open
    TrialsSucceeded,     ///< actual, threshold: successes
    TrialFailed,   ///< actual, threshold: share of failures, where the verdict is by rate; else failures
    TrialTimedOut, ///< actual, threshold: trials that ended well, and that were needed
    ManualReset,
    ManualForceOpen,
    ManualDisable,
    SlowRate, ///< actual, threshold: share in [0, 1]
    ManualMeasureOnly,
    ManualLift,       ///< the forced state was lifted; the computed one goes on
    ForcedOpenExpired ///< the same, by time
};

struct IdleRounds
{
    std::int64_t count = 0;
    Nanoseconds halfOpen = {}; ///< the time in that state, of all together

    bool operator==(const IdleRounds &) const = default;
};

/// A frozen record of one transition: what a person needs to understand it.
struct TransitionRecord
{
    EffectiveState from = EffectiveState::Closed;
    EffectiveState to = EffectiveState::Closed;
    TransitionReason reason = TransitionReason::ManualReset;
    bool enforced = true; ///< false: what would have happened, had the circuit not been set to measure only
    TimePoint at = {};
    double actual = 0; ///< unit: see TransitionReason
    double threshold = 0;
    WindowCounts window = {}; ///< as it was when the rule fired; of a trial verdict, the trials
    Nanoseconds windowLength = {};
    int windowCalls = 0;                       ///< > 0: rates are over so many calls, not over windowLength
    std::optional<ErrorClass> lastError = {};  ///< of the last failure counted
    RecentErrors lastErrors = {};              ///< the last failures counted
    std::optional<TimePoint> nextTrialAt = {}; ///< when `to` is Open
    /// When time alone will act next: open half-opens, half-open reopens, forced open expires.
    std::optional<TimePoint> nextAt = {};
    std::uint64_t generation = 0; ///< after the transition
    /// Rounds of half-open and open again without anyone asking that came before it and were passed over.
    IdleRounds passedOver = {};

    bool operator==(const TransitionRecord &) const = default;
};

} // namespace fusebox::resilience
