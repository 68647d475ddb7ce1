// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/resilience/circuit_settings.h"
#include "core/resilience/transition_record.h"

namespace fusebox::resilience {

/// All that the rules look at while a circuit is closed.
struct Evidence
{
    int consecutiveFailures = 0;
    int failuresInWindow = 0; ///< counted up to failureThreshold
    WindowCounts calls = {};  ///< what rates are over
};

/// A rule with the figure it goes by.
struct RuleReading
{
    TransitionReason rule = TransitionReason::FailuresInWindow;
    double actual = 0; ///< unit: see TransitionReason
    double threshold = 0;
    bool known = true; ///< false: fewer calls than minimumCalls, the rate says nothing yet
    /// The fewest further calls, all failed (or slow) and all at once, that could make the rule hold: of a
    /// full count window good calls are taken to leave first, so that there it may take more. None if no
    /// number would (a rate of 1 with a success in a time window).
    std::optional<int> callsLeft = 0;

    bool operator==(const RuleReading &) const = default;
};

/// The first rule that holds. `settings` are sanitized.
[[nodiscard]] std::optional<RuleReading> firedRule(const CircuitSettings &settings, const Evidence &evidence);

/// Every rule that is on: how far from opening.
[[nodiscard]] std::vector<RuleReading> readRules(const CircuitSettings &settings, const Evidence &evidence);

/// What the trials of a half-open circuit come to.
struct TrialVerdict
{
    bool closes = false;
    TransitionReason reason = TransitionReason::TrialFailed;
    double actual = 0;
    double threshold = 0;
};

/// As soon as it is certain: none while further trials may still turn it.
[[nodiscard]] std::optional<TrialVerdict> trialVerdict(const CircuitSettings &settings,
                                                       const WindowCounts &trials);

} // namespace fusebox::resilience
