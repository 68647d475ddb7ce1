// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Timers to inject. A timer fires once, on the thread that started it, in that thread's event loop.
/// Thread: any; cancel() on the thread that started it.
class Timers
{
public:
    using Id = std::uint64_t;

    virtual ~Timers() = default;
    /// Calls `then` after `delay` or somewhat later; a little too early is allowed, callers look at the
    /// clock.
    [[nodiscard]] virtual Id start(Nanoseconds delay, std::function<void()> then) = 0;
    /// After this, it does not fire. An id that has fired or is unknown does no harm.
    virtual void cancel(Id id) = 0;
};

} // namespace fusebox::resilience
