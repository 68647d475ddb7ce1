// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <utility>

#include "core/resilience/random.h"
#include "core/resilience/retry_budget.h"

namespace fusebox::resilience {

/// A machine to share between threads: reached only through with(), one thread at a time.
template <class T>
class Guarded
{
public:
    template <class... Arguments>
    explicit Guarded(Arguments &&...arguments)
        : m_value(std::forward<Arguments>(arguments)...)
    {
    }

    /// Gives what `use(T &)` gives. `use` must not come back here.
    template <class Use>
    auto with(Use use)
    {
        const std::lock_guard lock(m_mutex);
        return use(m_value);
    }

private:
    std::mutex m_mutex;
    T m_value;
};

using SharedRandom = Guarded<Random>;
using SharedRetryBudget = Guarded<RetryBudget>;

} // namespace fusebox::resilience
