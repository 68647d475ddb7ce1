// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"
#include "core/resilience/guarded.h"

namespace fusebox::health {

/// Somewhere in [0, within], so that what begins together does not come up together.
[[nodiscard]] inline Nanoseconds spreadOver(Nanoseconds within, resilience::SharedRandom &random)
{
    std::uniform_int_distribution<Nanoseconds::rep> upTo(0, within.count());
    return Nanoseconds(random.with(upTo));
}

} // namespace fusebox::health
