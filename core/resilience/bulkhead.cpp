// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/bulkhead.h"

#include <algorithm>
#include <utility>

namespace fusebox::resilience {

namespace {

BulkheadSettings sanitized(BulkheadSettings settings)
{
    settings.maxConcurrent = std::max(settings.maxConcurrent, 1);
    settings.maxQueue = std::max(settings.maxQueue, 0);
    return settings;
}

/// Tickets grow, so that a queue is sorted.
bool removeFrom(std::deque<Bulkhead::Ticket> &queue, Bulkhead::Ticket ticket)
{
    const auto found = std::ranges::lower_bound(queue, ticket);
    if (found == queue.end() || *found != ticket)
        return false;
    queue.erase(found);
    return true;
}

} // namespace

Bulkhead::Bulkhead(const BulkheadSettings &settings)
    : m_settings(sanitized(settings))
{
}

std::variant<Bulkhead::Entered, Bulkhead::Waiting, Bulkhead::Full> Bulkhead::enter(bool trial)
{
    if (m_running < m_settings.maxConcurrent && waiting() == 0) {
        ++m_running;
        return Entered{};
    }
    std::optional<Ticket> displaced;
    if (std::cmp_greater_equal(waiting(), m_settings.maxQueue)) {
        if (!trial || m_ordinary.empty() || m_settings.maxQueue == 0)
            return Full{};
        displaced = m_ordinary.back();
        m_ordinary.pop_back();
    }
    (trial ? m_trials : m_ordinary).push_back(m_nextTicket);
    return Waiting{m_nextTicket++, m_settings.maxWait, displaced};
}

std::optional<Bulkhead::Ticket> Bulkhead::leave()
{
    m_running = std::max(m_running - 1, 0);
    return admitNext();
}

bool Bulkhead::cancel(Ticket ticket)
{
    return removeFrom(m_trials, ticket) || removeFrom(m_ordinary, ticket);
}

std::vector<Bulkhead::Ticket> Bulkhead::setSettings(const BulkheadSettings &settings)
{
    m_settings = sanitized(settings);
    std::vector<Ticket> entered;
    while (const auto ticket = admitNext())
        entered.push_back(*ticket);
    return entered;
}

std::optional<Bulkhead::Ticket> Bulkhead::admitNext()
{
    if (m_running >= m_settings.maxConcurrent || waiting() == 0)
        return {};
    auto &queue = m_trials.empty() ? m_ordinary : m_trials;
    const Ticket ticket = queue.front();
    queue.pop_front();
    ++m_running;
    return ticket;
}

} // namespace fusebox::resilience
