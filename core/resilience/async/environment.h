// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/resilience/async/timers.h"
#include "core/resilience/guarded.h"
#include "core/resilience/policy_event.h"

namespace fusebox::resilience {

/// What asynchronous calls get from outside. Clock and timers must outlive the calls; see event_loop.h for
/// the usual ones.
struct Environment
{
    const Clock *clock = nullptr;
    Timers *timers = nullptr;
    std::shared_ptr<SharedRandom> random = {};
    std::shared_ptr<const PolicyHook> hook = {}; ///< null: nobody is told
};

} // namespace fusebox::resilience
