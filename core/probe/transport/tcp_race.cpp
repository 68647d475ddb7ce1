// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/tcp_race.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <QTimerEvent>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

namespace {

/// Says more of this machine than of the peer: it has no such family, or no way there.
bool isNoRoute(int error)
{
    return error == ENETUNREACH || error == EAFNOSUPPORT;
}

/// What the failure of all is told as: an address that could not be tried for want of this machine's means
/// may have answered; and what a peer has said is worth more than that there is no way to another.
bool tellsMore(int error, int before)
{
    if (before == 0 || isLack(error) || isLack(before))
        return before == 0 || isLack(error);
    return !isNoRoute(error) || isNoRoute(before);
}

} // namespace

TcpRace::TcpRace(const resilience::Clock &clock, DialPlan plan, quint16 port, Done done)
    : m_clock(clock)
    , m_plan(std::move(plan))
    , m_port(port)
    , m_done(std::move(done))
{
    dialDue();
}

void TcpRace::dialDue()
{
    const auto now = m_clock.now();
    while (const auto address = m_plan.take(now)) {
        const std::size_t number = m_dials.size();
        m_dials.emplace_back(
            *address, std::make_unique<TcpDial>(*address, m_port, [this, number](TcpDial::Result result) {
                dialled(number, result);
            }));
    }
    m_timer.stop();
    if (const auto due = m_plan.nextDeadline())
        m_timer.start(resilience::timerMilliseconds(*due, now), Qt::PreciseTimer, this);
}

void TcpRace::dialled(std::size_t number, TcpDial::Result result)
{
    auto &[address, dial] = m_dials[number];
    if (result)
        return end(Winner{*result, address});
    dial.reset();
    if (tellsMore(result.error(), m_error))
        m_error = result.error();
    m_plan.failed();
    if (m_plan.isExhausted())
        end(tl::unexpected(m_error));
    else
        dialDue();
}

void TcpRace::end(Result result)
{
    m_timer.stop();
    m_dials.clear();
    const auto done = std::move(m_done); // it may destroy this
    done(std::move(result));
}

void TcpRace::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        dialDue();
    else
        QObject::timerEvent(event);
}

} // namespace fusebox::probe
