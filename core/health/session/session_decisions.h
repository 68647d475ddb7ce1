// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <iterator>
#include <variant>
#include <vector>

#include "core/health/values/events.h"
#include "core/resilience/circuit_breaker.h"

namespace fusebox::health {

/// None where a person had it dialled against an open circuit: the attempt then counts for nothing.
using DialPermit = std::optional<resilience::Permit>;

// What the rules of a session decide. A WebSocketEvent is to be told.

struct TakeTurn ///< under the limits; what comes of it is turnCame(), turnRefused(), or first noTurnYet()
{
};
struct LeaveTurn ///< or the place that came of it
{
};
struct OpenLink
{
    bool freshNames = false; ///< looked up anew
};
struct SendWaiting ///< the messages that wait for a connection
{
};
struct CloseLink
{
};
struct RecordCall
{
    resilience::Permit permit;
    resilience::Outcome outcome;
    std::optional<resilience::ErrorClass> error = {}; ///< Failure
};
struct CountCall ///< one more, if the circuit lets it through
{
    resilience::Outcome outcome;
    std::optional<resilience::ErrorClass> error = {}; ///< Failure
    std::optional<Nanoseconds> latency = {};
};
struct BlamePeer ///< before its circuit hears of it
{
    probe::ProbeFailure failure;
};
struct PlanNext ///< what follows the loss: ask planNext(), now that the circuit has heard of it
{
};

using SessionDecision = std::variant<TakeTurn, LeaveTurn, OpenLink, SendWaiting, CloseLink, RecordCall,
                                     CountCall, BlamePeer, PlanNext, WebSocketEvent>;
/// To be carried out in this order.
using SessionDecisions = std::vector<SessionDecision>;

inline void append(SessionDecisions &decisions, SessionDecisions &&more)
{
    std::ranges::move(more, std::back_inserter(decisions));
}

/// Nothing without a permit. `error`: told where it is a failure.
[[nodiscard]] inline SessionDecisions recordOf(const DialPermit &permit, resilience::Outcome outcome,
                                               std::optional<resilience::ErrorClass> error = {})
{
    if (!permit)
        return {};
    return {RecordCall{*permit, outcome, outcome == resilience::Outcome::Failure ? error : std::nullopt}};
}

} // namespace fusebox::health
