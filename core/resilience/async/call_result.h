// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/resilience/async/operation.h"
#include "core/resilience/guarded.h"
#include "core/resilience/last_good.h"
#include "core/resilience/pipeline_call.h"

namespace fusebox::resilience {

template <class T>
using SharedLastGood = Guarded<LastGood<T>>;

/// What a call says of itself, and what it may fall back on (with a fallback in the pipeline). T is a value
/// that can be moved; where there is none, std::monostate.
template <class T>
struct CallOptions
{
    CallTraits traits = {};
    Cancellation cancellation = {}; ///< cancels the call, as cancelling the returned future does
    /// A value to try again for; once attempts are used up, it is the answer all the same. If it throws: no.
    std::function<bool(const T &)> unwanted = {};
    /// How long to wait at least before that (Retry-After), up to the cap. If it throws: no longer.
    std::function<Nanoseconds(const T &)> retryAfter = {};
    std::vector<Operation<T>> alternatives = {};
    /// Answers of the primary that are wanted are stored here; T has to be copied for it.
    std::shared_ptr<SharedLastGood<T>> lastGood = {};
    std::string lastGoodKey = {};
    std::optional<T> staticValue = {};
};

/// All there is to know of a call that is over.
template <class T>
struct CallResult
{
    Result<T> result; ///< the value, or the last error
    Source source = Source::Primary;
    std::optional<Nanoseconds> age = {}; ///< of a last good value
    CallReport report = {};

    [[nodiscard]] bool usedFallback() const { return source != Source::Primary; }
};

} // namespace fusebox::resilience
