// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>

#include "core/probe/contract/phase_watch.h"
#include "core/probe/contract/probe.h"
#include "core/probe/transport/transport.h"

namespace fusebox::probe {

/// One attempt: measures its phases, guards their deadlines, and ends exactly once. What it does in them, and
/// over what, is the subclass's.
class TimedProbe : public Probe
{
    Q_OBJECT

public:
    TimedProbe(ProbeRequest request, const resilience::Clock &clock);
    /// Of a request that many attempts share, with `total` time.
    TimedProbe(std::shared_ptr<const ProbeRequest> request, resilience::Nanoseconds total,
               const resilience::Clock &clock);

    void start() final;
    void cancel() final;

protected:
    /// Called once; may end the attempt.
    virtual void begin() = 0;
    /// The attempt has ended, for whatever reason: let go of everything at once, and put into result() what
    /// is known beyond its phases and failure. Called once, after begin().
    virtual void close() = 0;

    [[nodiscard]] const ProbeRequest &request() const { return *m_request; }
    [[nodiscard]] Phase phase() const { return m_watch.phase(); }
    [[nodiscard]] bool hasEnded() const { return m_state == State::Ended; }
    [[nodiscard]] const resilience::Clock &clock() const { return m_clock; }
    [[nodiscard]] PhaseWatch &watch() { return m_watch; }
    [[nodiscard]] ProbeResult &result() { return m_result; }
    [[nodiscard]] const ProbeResult &result() const { return m_result; }

    void enter(Phase phase);
    void noteStatusCode(int status) { m_result.statusCode = status; }
    /// What the connection found out about TLS and proxy; from close().
    void noteFindings(const Transport::Findings &findings);
    void succeed() { end({}); }
    /// In the phase that runs.
    void fail(ProbeFailure failure);
    void fail(const resilience::Failure &failure) { fail(ProbeFailure{failure}); }
    void fail(const HttpFailure &failure) { fail(ProbeFailure{failure, {}, asFault(failure.fault)}); }
    void fail(const NameFailure &failure) { fail(ProbeFailure{failure, {}, asFault(failure.fault)}); }

    void timerEvent(QTimerEvent *event) override;

private:
    enum class State { New, Starting, Running, Ended };

    void end(const std::optional<ProbeFailure> &failure);
    void guard();
    void readFirst();

    std::shared_ptr<const ProbeRequest> m_request;
    const resilience::Clock &m_clock;
    PhaseWatch m_watch;
    QBasicTimer m_timer;
    resilience::TimePoint m_timerDue = {};
    std::optional<resilience::TimePoint> m_judged = {}; ///< a deadline that was found to have passed
    State m_state = State::New;
    ProbeResult m_result;
};

} // namespace fusebox::probe
