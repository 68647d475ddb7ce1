// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/shared_bulkhead.h"

namespace fusebox::resilience {

SharedBulkhead::SharedBulkhead(const BulkheadSettings &settings)
    : m_bulkhead(settings)
{
}

SharedBulkhead::Answer SharedBulkhead::enter(bool trial, const Waker &waker)
{
    const std::lock_guard lock(m_mutex);
    auto answer = m_bulkhead.enter(trial);
    if (const auto *waiting = std::get_if<Bulkhead::Waiting>(&answer))
        m_wakers.emplace(waiting->ticket, waker);
    return answer;
}

bool SharedBulkhead::hasEntered(Bulkhead::Ticket ticket) const
{
    const std::lock_guard lock(m_mutex);
    return !m_wakers.contains(ticket);
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
    m_wakers.erase(ticket);
    if (m_bulkhead.cancel(ticket))
        return;
    lock.unlock();
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
