// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>

#include "core/probe/contract/probe.h"
#include "core/probe/exec/command_keeper.h"

namespace fusebox::probe {

/// Runs a command and judges it by its exit status, as Nagios does: 0 is a success, 1 one with a warning, 2 a
/// failure, all else a failure of class Exception. Its latency is the time that it says itself (`time`,
/// `rta`), or that it took. There are no phases, and no deadline but that of the whole, which SIGTERM keeps.
class ExecProbe final : public Probe
{
    Q_OBJECT

public:
    /// All but the request outlive it.
    ExecProbe(ProbeRequest request, const resilience::Clock &clock, CommandKeeper &keeper);
    ~ExecProbe() override;
    Q_DISABLE_COPY_MOVE(ExecProbe)

    void start() override;
    void cancel() override;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void processEnded();
    void judge();
    void fail(const resilience::Failure &failure);
    void giveUp(const resilience::Failure &failure);
    void end();
    void letGo();

    const ProbeRequest m_request;
    const resilience::Clock &m_clock;
    CommandKeeper &m_keeper;
    std::unique_ptr<CommandProcess> m_process; ///< null: not started yet, or ended
    QBasicTimer m_deadline;
    resilience::TimePoint m_begun = {};
    bool m_hasEnded = false;
    ProbeResult m_result;
};

} // namespace fusebox::probe
