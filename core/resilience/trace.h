// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/resilience/fallback.h"
#include "core/resilience/retry.h"

namespace fusebox::resilience {

/// The policies of a pipeline, in the default order (outermost first), and the operation they stand around.
enum class Policy : std::uint8_t {
    Fallback,
    TotalTimeout,
    RateLimit,
    Bulkhead,
    Circuit,
    Retry,
    AttemptTimeout,
    Operation
};

enum class TraceStep : std::uint8_t {
    Waited,    ///< for a token or a place; `took` so long
    Rejected,  ///< by `policy`; `took`: until it may be tried again, where that is known
    Trial,     ///< admitted as a trial call of a half-open circuit
    Succeeded, ///< attempt `attempt`, or an alternative; with `error` assertion: by an unwanted value
    Failed,    ///< the same, with `error`
    Delayed,   ///< before the next attempt, `took` so long; less than meant, if cut short
    GaveUp,    ///< no further attempt, for `reason`
    TimedOut,  ///< `policy` ended what ran
    FellBack,  ///< to `source`
    Cancelled  ///< by the caller
};

/// One thing a policy did to a call.
struct TraceEntry
{
    Policy policy = Policy::Operation;
    TraceStep step = TraceStep::Succeeded;
    TimePoint at = {}; ///< when it was over
    Nanoseconds took = {};
    int attempt = 0; ///< 1-based; 0 where no attempt is meant
    std::optional<ErrorClass> error = {};
    int status = 0; ///< HTTP status of a failure, else 0
    std::optional<GiveUpReason> reason = {};
    std::optional<Source> source = {};

    bool operator==(const TraceEntry &) const = default;
};

/// What the policies did to a call, in order. A call that just succeeds has one entry.
using Trace = std::vector<TraceEntry>;

} // namespace fusebox::resilience
