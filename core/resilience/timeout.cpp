// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/timeout.h"

namespace fusebox::resilience {

namespace {

std::size_t indexOf(TimeoutScope scope)
{
    return static_cast<std::size_t>(scope);
}

} // namespace

void Timeout::begin(TimeoutScope scope, std::optional<Nanoseconds> limit, TimePoint now)
{
    end(scope);
    if (limit)
        m_deadlines[indexOf(scope)] = saturatingAdd(now, *limit);
}

void Timeout::end(TimeoutScope scope)
{
    for (std::size_t i = 0; i <= indexOf(scope); ++i)
        m_deadlines[i].reset();
}

std::optional<Deadline> Timeout::next() const
{
    std::optional<Deadline> next;
    for (std::size_t i = 0; i < m_deadlines.size(); ++i) {
        if (m_deadlines[i] && (!next || *m_deadlines[i] <= next->at))
            next = Deadline{*m_deadlines[i], static_cast<TimeoutScope>(i)};
    }
    return next;
}

std::optional<TimeoutScope> Timeout::expired(TimePoint now) const
{
    for (std::size_t i = m_deadlines.size(); i > 0; --i) {
        if (m_deadlines[i - 1] && now >= *m_deadlines[i - 1])
            return static_cast<TimeoutScope>(i - 1);
    }
    return {};
}

void Ending::cancel()
{
    if (!m_delivered && m_kind != Kind::Completed)
        m_kind = Kind::Cancelled;
}

std::optional<Ending::Kind> Ending::deliver()
{
    m_delivered = m_kind.has_value();
    return m_kind;
}

void Ending::settle(Kind kind)
{
    if (!m_kind)
        m_kind = kind;
}

} // namespace fusebox::resilience
