// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace fusebox::resilience {

/// Hands values to one listener, in order and one at a time: what a listener causes while it is told is told
/// after it has returned. Thread: one at a time.
template <class T>
class Publisher
{
public:
    using Listener = std::function<void(const T &)>;

    void setListener(Listener listener)
    {
        m_listener = listener ? std::make_shared<const Listener>(std::move(listener)) : nullptr;
    }

    void publish(const T &value)
    {
        if (!m_listener)
            return;
        if (m_publishing) {
            m_pending.push_back(value);
            return;
        }
        m_publishing = true;
        deliver(value);
        // By index and by value: what a listener causes in here makes the vector grow.
        for (std::size_t i = 0; i < m_pending.size(); ++i)
            deliver(T(m_pending[i]));
        m_pending.clear();
        m_publishing = false;
    }

private:
    /// Holds the listener while it runs, because it may replace itself. What it throws is its own affair:
    /// what it is told of has happened already.
    void deliver(const T &value) const
    {
        const auto listener = m_listener;
        try {
            if (listener)
                (*listener)(value);
        } catch (...) {
        }
    }

    std::shared_ptr<const Listener> m_listener = {};
    std::vector<T> m_pending = {};
    bool m_publishing = false;
};

} // namespace fusebox::resilience
