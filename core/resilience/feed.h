// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace fusebox::resilience {

/// Hands values to many listeners, in order and one value at a time, whichever threads they come from, and
/// never from inside a lock: a listener, and the destructor of one, may push, subscribe and unsubscribe. What
/// a listener throws is dropped. Thread: any.
template <class T>
class Feed
{
public:
    using Listener = std::function<void(const T &)>;
    using Id = std::uint64_t;

    Id subscribe(Listener listener)
    {
        const auto subscription = std::make_shared<Subscription>(std::move(listener));
        const std::lock_guard lock(m_mutex);
        subscription->id = m_nextId++;
        m_subscriptions.push_back(subscription);
        return subscription->id;
    }

    /// The listener is not called again; on another thread, it may be running still.
    void unsubscribe(Id id)
    {
        std::unique_lock lock(m_mutex);
        const auto found = std::ranges::find(m_subscriptions, id, [](const auto &s) { return s->id; });
        if (found == m_subscriptions.end())
            return;
        const auto subscription = std::move(*found);
        m_subscriptions.erase(found);
        subscription->active = false;
        lock.unlock(); // before the listener goes: what it holds may call back in
    }

    /// Queues a value, to be told by the next deliver(). May be called inside a lock of the caller.
    void push(const T &value)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_subscriptions.empty())
            m_queue.push_back(value);
    }

    /// Tells what is queued. While one thread does so, others return at once: it tells their values too.
    void deliver()
    {
        std::unique_lock lock(m_mutex);
        if (m_delivering)
            return;
        m_delivering = true;
        while (!m_queue.empty()) {
            auto values = std::exchange(m_queue, {});
            for (const T &value : values) {
                auto subscriptions = m_subscriptions;
                lock.unlock();
                for (const auto &subscription : subscriptions)
                    tell(*subscription, value);
                subscriptions.clear(); // the last to hold a listener that was unsubscribed, perhaps
                lock.lock();
            }
        }
        m_delivering = false;
    }

private:
    struct Subscription
    {
        explicit Subscription(Listener function)
            : listener(std::move(function))
        {
        }
        Id id = 0;
        Listener listener;
        std::atomic<bool> active = true;
    };

    static void tell(const Subscription &subscription, const T &value)
    {
        try {
            if (subscription.active && subscription.listener)
                subscription.listener(value);
        } catch (...) { // the listener's own affair: what it was told of has happened
        }
    }

    std::mutex m_mutex;
    Id m_nextId = 1;
    bool m_delivering = false;
    std::vector<std::shared_ptr<Subscription>> m_subscriptions = {};
    std::vector<T> m_queue = {}; ///< no deque: an empty one holds 576 bytes, and every circuit has a feed
};

} // namespace fusebox::resilience
