// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/shared_bulkhead.h"

namespace fusebox::resilience {

SharedBulkhead::SharedBulkhead(const BulkheadSettings &settings)
    : m_bulkhead(settings)
{
}

SharedBulkhead::Answer SharedBulkhead::enter(bool trial, const Waker &waker)
{
    std::unique_lock lock(m_mutex);
    auto answer = m_bulkhead.enter(trial);
    const auto *waiting = std::get_if<Bulkhead::Waiting>(&answer);
    if (!waiting)
        return answer;
    m_wakers.emplace(waiting->ticket, waker);
    const auto displaced = takeWaker(waiting->displaced);
    if (waiting->displaced)
        m_displaced.insert(*waiting->displaced);
    lock.unlock();
    if (displaced)
        displaced();
    return answer;
}

SharedBulkhead::Place SharedBulkhead::placeOf(Bulkhead::Ticket ticket) const
{
    const std::lock_guard lock(m_mutex);
    if (m_displaced.contains(ticket))
        return Place::Displaced;
    return m_wakers.contains(ticket) ? Place::Waiting : Place::Entered;
}

void SharedBulkhead::leave()
{
    std::unique_lock lock(m_mutex);
    const auto waker = takeWaker(m_bulkhead.leave());
    lock.unlock();
    if (waker)
        waker();
}

void SharedBulkhead::cancel(Bulkhead::Ticket ticket)
{
    std::unique_lock lock(m_mutex);
    const Waker unused = takeWaker(ticket); // what it holds goes outside of the lock
    const bool hasEntered = m_displaced.erase(ticket) == 0 && !m_bulkhead.cancel(ticket);
    lock.unlock();
    if (hasEntered)
        leave();
}

void SharedBulkhead::setSettings(const BulkheadSettings &settings)
{
    std::unique_lock lock(m_mutex);
    std::vector<Waker> wakers;
    for (const auto ticket : m_bulkhead.setSettings(settings))
        wakers.push_back(takeWaker(ticket));
    lock.unlock();
    for (const Waker &waker : wakers) {
        if (waker)
            waker();
    }
}

int SharedBulkhead::running() const
{
    const std::lock_guard lock(m_mutex);
    return m_bulkhead.running();
}

std::size_t SharedBulkhead::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_bulkhead.waiting();
}

Waker SharedBulkhead::takeWaker(std::optional<Bulkhead::Ticket> ticket)
{
    const auto found = ticket ? m_wakers.find(*ticket) : m_wakers.end();
    if (found == m_wakers.end())
        return {};
    Waker waker = std::move(found->second);
    m_wakers.erase(found);
    return waker;
}

} // namespace fusebox::resilience
