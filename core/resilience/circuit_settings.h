// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/resilience/error_class_set.h"

namespace fusebox::resilience {

/// That a circuit counts one by one at most: 8 MB of failure times.
inline constexpr int kMostCalls = 1'000'000;

/// Which rules open a circuit, for how long, and what closes it again. Any rules may be on together: the
/// first that holds opens. A value out of its range counts as the nearest one inside.
struct CircuitSettings
{
    // When to open.
    int failureThreshold = 5;    ///< failures within failureWindow that open, <= kMostCalls; 0: rule off
    int consecutiveFailures = 0; ///< failures in a row that open; 0: rule off
    double failureRate = 0.0;    ///< share of calls in (0, 1] that opens; 0: rule off
    double slowRate = 0.0;       ///< share of slow calls in (0, 1] that opens; 0: rule off
    int minimumCalls = 10;       ///< below it the rates are unknown
    int rateCalls = 0; ///< rates are over the last so many calls, <= kMostCalls; 0: over failureWindow
    Nanoseconds failureWindow = std::chrono::seconds(60); ///< > 0
    ErrorClassSet trackErrors =
        ErrorClassSet::all().without(kNobodysFault); ///< failures of others are ignored
    /// A success that took longer is slow. Who times calls uses it (Circuit, the pipeline), not the machine.
    std::optional<Nanoseconds> slowAfter = {};

    // For how long.
    Nanoseconds recoveryTimeout = std::chrono::seconds(30); ///< > 0: open lasts exactly this
    /// >= 1: growth with each reopening until a close. One under 1.015625 has several reopenings share an
    /// open time, so that each step is growth by that much at least.
    double openTimeMultiplier = 1.0;
    Nanoseconds maxOpenTime = std::chrono::minutes(10); ///< never less than recoveryTimeout

    // What closes.
    int successThreshold = 2; ///< trial successes that close, >= 1; the first trial failure reopens, or
                              ///< the first slow trial where slowRate is on
    int trialCalls = 1;       ///< trial calls at once while half-open, >= 1
    int trialSample =
        0; ///< the verdict is by rate over so many trials, <= kMostCalls; 0: by successThreshold
    double trialFailureRate = 0.5; ///< share of trialSample in (0, 1] that reopens; slowRate holds there too
    Nanoseconds trialTimeout =
        std::chrono::seconds(60); ///< half-open without a verdict for this long reopens

    bool operator==(const CircuitSettings &) const = default;
};

/// `settings` with every value inside its range.
[[nodiscard]] CircuitSettings sanitized(CircuitSettings settings);

/// How many reopenings in a row, counted from 0, have the same open time before it grows; >= 1.
[[nodiscard]] std::int64_t reopeningsOfAStep(const CircuitSettings &settings);

/// How long the circuit stays open after it has reopened `reopenings` times without closing in between.
[[nodiscard]] Nanoseconds openTime(const CircuitSettings &settings, std::int64_t reopenings);

} // namespace fusebox::resilience
