// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <tl/expected.hpp>

#include <QBasicTimer>
#include <QHostAddress>
#include <QObject>

#include "core/probe/transport/dial_plan.h"
#include "core/probe/transport/tcp_dial.h"

namespace fusebox::probe {

/// Dials the addresses of one host as DialPlan says. The first to connect wins, the others are closed.
/// Thread: one with an event loop. Dropping it closes all.
class TcpRace final : public QObject
{
public:
    struct Winner
    {
        int descriptor = -1; ///< connected and non-blocking; now the callee's
        QHostAddress address;
    };
    /// Or errno of the failure that says most: the last one, but "no route" only if there was no other.
    using Result = tl::expected<Winner, int>;
    /// Called once, never from inside the constructor. May destroy the race.
    using Done = std::function<void(Result)>;

    /// A plan of at least one address. The clock outlives the race.
    TcpRace(const resilience::Clock &clock, DialPlan plan, quint16 port, Done done);

private:
    void timerEvent(QTimerEvent *event) override;
    void dialDue();
    void dialled(std::size_t number, TcpDial::Result result);
    void end(Result result);

    const resilience::Clock &m_clock;
    DialPlan m_plan;
    quint16 m_port;
    Done m_done;
    std::vector<std::pair<QHostAddress, std::unique_ptr<TcpDial>>> m_dials; ///< null: failed
    int m_error = 0;
    QBasicTimer m_timer;
};

} // namespace fusebox::probe
