// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>

#include "core/probe/phase_watch.h"
#include "core/probe/probe.h"
#include "core/probe/transport.h"

namespace fusebox::probe {

/// One attempt over a transport: begins it, measures its phases, guards their deadlines, and ends exactly
/// once. What is asked over the open transport is the subclass's: it enters the phases from Send on.
class SocketProbe : public Probe, protected Transport::Listener
{
    Q_OBJECT

public:
    SocketProbe(const ProbeRequest &request, const Network &network);

    void start() final;
    void cancel() final;

protected:
    [[nodiscard]] const ProbeRequest &request() const { return m_request; }
    [[nodiscard]] Transport &transport() { return m_transport; }
    [[nodiscard]] Phase phase() const { return m_watch.phase(); }

    void enter(Phase phase);
    void noteStatusCode(int status) { m_result.statusCode = status; }
    void noteFirstBytes(const QByteArray &received);
    void succeed() { end({}); }
    void fail(const resilience::Failure &failure) { end(failure); }

    void transportEntered(Phase phase) final { enter(phase); }
    void transportFailed(const resilience::Failure &failure) override { fail(failure); }

    void timerEvent(QTimerEvent *event) override;

private:
    enum class State { New, Starting, Running, Ended };

    void end(const std::optional<resilience::Failure> &failure);
    void guard();

    ProbeRequest m_request;
    const resilience::Clock &m_clock;
    PhaseWatch m_watch;
    QBasicTimer m_timer;
    resilience::TimePoint m_timerDue = {};
    State m_state = State::New;
    ProbeResult m_result;
    Transport m_transport;
};

} // namespace fusebox::probe
