// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/cancellation.h"

#include <map>
#include <mutex>
#include <utility>

namespace fusebox::resilience {

struct Cancellation::State
{
    std::mutex mutex = {};
    bool cancelled = false;
    Id next = 1;
    std::map<Id, std::function<void()>> listeners = {};
};

Cancellation::Cancellation()
    : m_state(std::make_shared<State>())
{
}

void Cancellation::cancel()
{
    std::unique_lock lock(m_state->mutex);
    m_state->cancelled = true;
    const auto listeners = std::exchange(m_state->listeners, {});
    lock.unlock();
    for (const auto &[id, listener] : listeners)
        listener();
}

bool Cancellation::isCancelled() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->cancelled;
}

Cancellation::Id Cancellation::onCancel(std::function<void()> then) const
{
    std::unique_lock lock(m_state->mutex);
    const Id id = m_state->next++;
    if (!m_state->cancelled) {
        m_state->listeners.emplace(id, std::move(then));
        return id;
    }
    lock.unlock();
    then();
    return id;
}

void Cancellation::forget(Id id) const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->listeners.erase(id);
}

} // namespace fusebox::resilience
