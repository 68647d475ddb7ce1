// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_budget.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::resilience {

namespace {

/// The most that is no more than `share` of `calls`. Compared as quotients, since 29 / 100 is read as 0.29,
/// while 0.29 * 100 is less than 29.
double shareOf(double share, std::uint32_t calls)
{
    if (calls == 0)
        return 0;
    const double most = std::floor(share * calls) + 1;
    return most / calls <= share ? most : most - 1;
}

} // namespace

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

void RetryBudget::setSettings(const RetryBudgetSettings &settings, TimePoint now)
{
    RetryBudget changed(settings);
    m_traffic.forEach(now, [&](TimePoint at, const Traffic &traffic) { changed.m_traffic.add(traffic, at); });
    *this = changed;
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
    const double allowed = std::max(double(m_settings.floor), shareOf(m_settings.share, traffic.calls));
    return static_cast<int>(
        std::clamp(allowed - traffic.retries, 0.0, double(std::numeric_limits<int>::max())));
}

} // namespace fusebox::resilience
