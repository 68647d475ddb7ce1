// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QString>

namespace fusebox::health {

/// Messages that wait for a connection, the oldest first. Bounded: one more drops the oldest.
class Outbox
{
public:
    void add(const QString &message, int limit)
    {
        m_messages.push_back(message);
        shrink(limit);
    }
    void shrink(int limit)
    {
        for (; size() > limit; ++m_dropped)
            m_messages.pop_front();
    }
    [[nodiscard]] std::deque<QString> takeAll() { return std::exchange(m_messages, {}); }
    [[nodiscard]] int size() const { return static_cast<int>(m_messages.size()); }
    /// Since it was made.
    [[nodiscard]] qint64 dropped() const { return m_dropped; }

private:
    std::deque<QString> m_messages;
    qint64 m_dropped = 0;
};

} // namespace fusebox::health
