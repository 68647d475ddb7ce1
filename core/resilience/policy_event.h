// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/resilience/trace.h"

namespace fusebox::resilience {

/// What a policy has just done to a call, for logs and metrics. By `entry.step`:
/// Delayed: a retry, which follows in `took` unless the call is cut short before; `attempt` is its number;
/// Rejected: the call was refused by `policy`;
/// FellBack: the answer comes from `source`, or an alternative is tried.
struct PolicyEvent
{
    std::string call = {}; ///< CallTraits::name
    TraceEntry entry = {};
    /// Why: what the attempt before failed of (an unwanted value is a failure of class assertion), the
    /// rejection, what is fallen back from.
    Failure failure = {};
};

/// Told of every retry, rejection and fallback, as it happens, by the thread that the call runs in: of calls
/// in several threads at once, then. It may cancel the call; what it throws is dropped.
using PolicyHook = std::function<void(const PolicyEvent &)>;

} // namespace fusebox::resilience
