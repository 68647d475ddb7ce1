// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/cancellation.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace fusebox::resilience {

namespace {

using Listener = std::function<void()>;

/// What a listener throws is its own affair: the others, and whoever cancels, know nothing of it.
void tell(const Listener &listener)
{
    try {
        listener();
    } catch (...) {
    }
}

} // namespace

struct Cancellation::State
{
    std::mutex mutex = {};
    std::atomic<bool> cancelled = false;
    Id next = 1;
    std::map<Id, Listener> listeners = {};

    /// Out of the lock, where it is called and destroyed. None: there is none left.
    [[nodiscard]] std::optional<Listener> takeFirst()
    {
        const std::lock_guard lock(mutex);
        if (listeners.empty())
            return {};
        return std::move(listeners.extract(listeners.begin()).mapped());
    }
};

Cancellation::Cancellation()
    : m_state(std::make_shared<State>())
{
}

/// One at a time: a listener may make that another is forgotten.
void Cancellation::cancel()
{
    const auto state = m_state; // a listener may take the last of us along
    {
        const std::lock_guard lock(state->mutex);
        state->cancelled = true;
    }
    while (const auto listener = state->takeFirst())
        tell(*listener);
}

bool Cancellation::isCancelled() const
{
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
    tell(then);
    return id;
}

void Cancellation::forget(Id id) const
{
    std::unique_lock lock(m_state->mutex);
    const auto forgotten = m_state->listeners.extract(id);
    lock.unlock(); // before the listener goes: what it holds may call back in
}

} // namespace fusebox::resilience
