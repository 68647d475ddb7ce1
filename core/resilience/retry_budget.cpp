// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_budget.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::resilience {

RetryBudget::Traffic &RetryBudget::Traffic::operator+=(const Traffic &other)
{
    calls += other.calls;
    retries += other.retries;
    return *this;
}

RetryBudget::Traffic &RetryBudget::Traffic::operator-=(const Traffic &other)
{
    calls -= other.calls;
    retries -= other.retries;
    return *this;
}

RetryBudget::RetryBudget(const RetryBudgetSettings &settings)
    : m_settings(settings)
    , m_traffic(std::max(settings.window, Nanoseconds(1)))
{
}

void RetryBudget::call(TimePoint now)
{
    m_traffic.add({.calls = 1}, now);
}

bool RetryBudget::tryRetry(TimePoint now)
{
    if (available(now) <= 0)
        return false;
    m_traffic.add({.retries = 1}, now);
    return true;
}

int RetryBudget::available(TimePoint now) const
{
    const Traffic traffic = m_traffic.total(now);
    const double allowed = m_settings.floor + m_settings.share * traffic.calls;
    const double left = std::floor(allowed) - traffic.retries;
    return static_cast<int>(std::clamp(left, 0.0, double(std::numeric_limits<int>::max())));
}

} // namespace fusebox::resilience
