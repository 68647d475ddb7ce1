// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/dial_plan.h"

#include <algorithm>

#include "core/probe/names/addresses.h"

namespace fusebox::probe {

using resilience::Nanoseconds;
using resilience::TimePoint;

namespace {

QList<QHostAddress> byTurns(const QList<QHostAddress> &addresses)
{
    if (addresses.isEmpty())
        return {};
    const AddressFamily first = familyOf(addresses.first());
    QList<QHostAddress> ones = ofFamily(addresses, first);
    const auto other = first == AddressFamily::IPv6 ? AddressFamily::IPv4 : AddressFamily::IPv6;
    QList<QHostAddress> others = ofFamily(addresses, other);
    QList<QHostAddress> result;
    while (!ones.isEmpty() || !others.isEmpty()) {
        if (!ones.isEmpty())
            result.push_back(ones.takeFirst());
        if (!others.isEmpty())
            result.push_back(others.takeFirst());
    }
    return result;
}

} // namespace

DialPlan::DialPlan(const QList<QHostAddress> &addresses, Nanoseconds within)
    : m_untried(byTurns(addresses))
    , m_patience(std::clamp<Nanoseconds>(within / 2 / std::max<qsizetype>(1, addresses.size()), leastPatience,
                                         patience))
{
}

std::optional<QHostAddress> DialPlan::take(TimePoint now)
{
    if (m_untried.isEmpty() || now < m_due)
        return {};
    ++m_running;
    m_due = now + m_patience;
    return m_untried.takeFirst();
}

void DialPlan::failed()
{
    if (--m_running == 0)
        m_due = TimePoint::min();
}

std::optional<TimePoint> DialPlan::nextDeadline() const
{
    return m_untried.isEmpty() ? std::nullopt : std::optional(m_due);
}

} // namespace fusebox::probe
