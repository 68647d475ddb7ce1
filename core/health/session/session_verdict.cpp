// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_verdict.h"

#include "core/health/detectors/reconnect_plan.h"

namespace fusebox::health {

using resilience::EffectiveState;

namespace {

/// Judges a session by its state, once its circuit has been.
class SessionJudge
{
public:
    SessionJudge(EffectiveState circuit, const SessionFigures &session, Verdict &verdict)
        : m_circuit(circuit)
        , m_session(session)
        , m_episode(session.episode)
        , m_verdict(verdict)
    {
    }

    void operator()(const session::Waiting &) { judgeAway(); }
    void operator()(const session::Queued &) { judgeAway(); }
    void operator()(const session::Dialling &) { judgeAway(); }
    void operator()(const session::Lost &) { judgeAway(); }
    void operator()(const session::Settling &settling)
    {
        judgeSettling(settling);
        judgeConnection();
    }
    void operator()(const session::Stable &) { judgeConnection(); }
    void operator()(const session::GivenUp &) { judgeEnd(ReasonKind::GaveUp); }
    void operator()(const session::Stopped &) { judgeEnd(ReasonKind::Stopped); }

private:
    /// Who was never there, or turned us away and will do so again, is not about to come back.
    void judgeAway()
    {
        const bool isRefusal = m_episode.failure && isRefused(*m_episode.failure);
        if (m_episode.failure && (!m_session.wasProven || isRefusal))
            fail();
        else if (m_circuit == EffectiveState::ForcedOpen)
            return; // nobody dials
        else if (!m_session.wasProven)
            connecting();
        else
            reconnecting();
    }
    /// What was lost is back only when it is stable, or at least proven where the loss was nobody's failure.
    void judgeSettling(const session::Settling &settling)
    {
        if (m_episode.failure)
            judgeFailed();
        else if (!settling.isProven())
            judgeUnproven();
    }
    void judgeFailed()
    {
        if (m_session.wasProven)
            reconnecting();
        else
            fail();
    }
    void judgeUnproven()
    {
        if (m_session.wasProven && m_episode.lostAt)
            reconnecting();
        else
            connecting();
    }
    void judgeConnection()
    {
        if (m_session.roundTrip > m_session.slowAfter)
            m_verdict.worsen(
                Status::Degraded,
                {.kind = ReasonKind::Slow, .latency = m_session.roundTrip, .limit = m_session.slowAfter});
        if (m_session.staleAfter && m_session.messageAge >= *m_session.staleAfter)
            m_verdict.worsen(
                Status::Degraded,
                {.kind = ReasonKind::Stale, .limit = *m_session.staleAfter, .age = m_session.messageAge});
        if (m_session.lacksSubprotocol)
            m_verdict.worsen(Status::Degraded, {.kind = ReasonKind::NoSubprotocol});
        judgeCertificate(m_session.certificate, m_verdict);
    }
    void judgeEnd(ReasonKind kind)
    {
        m_verdict.worsen(Status::Unhealthy, {.kind = kind, .failure = m_episode.failure});
    }

    void fail()
    {
        judgeFailure(m_circuit, {.kind = ReasonKind::CheckFailed, .failure = m_episode.failure}, m_verdict);
    }
    void connecting() { m_verdict.reasons.push_back({.kind = ReasonKind::Connecting}); }
    void reconnecting()
    {
        m_verdict.worsen(
            Status::Degraded,
            {.kind = ReasonKind::Reconnecting, .attempts = m_episode.attempt, .failure = m_episode.failure});
    }

    EffectiveState m_circuit;
    const SessionFigures &m_session;
    const session::Episode &m_episode;
    Verdict &m_verdict;
};

} // namespace

Verdict judgeSession(EffectiveState circuit, const SessionFigures &figures)
{
    Verdict verdict;
    if (session::isProven(figures.state))
        verdict.status = Status::Healthy;
    judgeCircuit(circuit, verdict);
    std::visit(SessionJudge(circuit, figures, verdict), figures.state);
    return verdict;
}

} // namespace fusebox::health
