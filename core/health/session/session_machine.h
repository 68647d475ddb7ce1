// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/detectors/reconnect_plan.h"
#include "core/health/detectors/sleep_detector.h"
#include "core/health/session/session_decisions.h"
#include "core/health/session/session_state.h"
#include "core/probe/web_socket/link_events.h"
#include "core/resilience/guarded.h"

namespace fusebox::health {

/// What the rules of a session look at, besides what has happened.
struct SessionScene
{
    Moment now;
    Nanoseconds suspended; ///< WallClock::suspended()
    bool isHeld;           ///< this machine is offline, and nothing begins
    const settings::EndpointConfig &config;
    resilience::SharedRandom &random;
};

/// What its circuit would say to a dial.
struct CircuitOutlook
{
    resilience::EffectiveState state = resilience::EffectiveState::Closed;
    std::optional<TimePoint> nextTrialAt = {}; ///< of one that is open by its rules
};

/// The rules of a WebSocket that is kept: when it is dialled, what counts, and when no more. Each attempt is
/// a call through the circuit: one that stays up for stable_after is a success, a connection that is lost a
/// failure. Dials that find nobody are one failure together, for as long as the circuit's recovery timeout:
/// their delays already spare the peer. After that each is one more, and a trial always is the circuit's own
/// question.
///
/// A pure machine: it is told what happens, and gives back what is to be done, in that order. It has moved on
/// by then, so that whoever is told may come back to it. Time never decreases. Thread: one at a time.
class SessionMachine
{
public:
    using Permit = DialPermit;
    using Waiting = session::Waiting;
    using Queued = session::Queued;
    using Dialling = session::Dialling;
    using Settling = session::Settling;
    using Stable = session::Stable;
    using Lost = session::Lost;
    using GivenUp = session::GivenUp;
    using Stopped = session::Stopped;
    using State = session::State;
    using Episode = session::Episode;

    /// To be dialled at once.
    SessionMachine(const Moment &now, Nanoseconds suspended);

    /// Time has come up to now. Spurious calls do nothing.
    [[nodiscard]] SessionDecisions advance(const SessionScene &scene, const CircuitOutlook &circuit);

    // What came of TakeTurn.
    [[nodiscard]] SessionDecisions noTurnYet() const;
    /// `permit`: what the circuit had for it.
    [[nodiscard]] SessionDecisions turnCame(const SessionScene &scene, const CircuitOutlook &circuit,
                                            const Permit &permit);
    /// Where more wait than there is room for.
    [[nodiscard]] SessionDecisions turnRefused(const SessionScene &scene, const CircuitOutlook &circuit);

    // What its link tells.
    [[nodiscard]] SessionDecisions connected(const SessionScene &scene, const probe::LinkConnected &event);
    [[nodiscard]] SessionDecisions answered(const SessionScene &scene, const probe::LinkPong &event);
    [[nodiscard]] SessionDecisions spoke(const SessionScene &scene, const probe::LinkMessages &event);
    [[nodiscard]] SessionDecisions ended(const SessionScene &scene, const probe::LinkClosed &event);
    [[nodiscard]] SessionDecisions planNext(const SessionScene &scene, const CircuitOutlook &circuit);

    // What others want. They plan alone: advance() begins it.
    void dialSoon(const Moment &now);
    /// Always works: also after it has ended, and although the circuit is open, unless that is by hand too.
    void dialByHand(const Moment &now, resilience::EffectiveState circuit);
    /// The circuit lets a trial through.
    void trialSoon(const Moment &now);
    /// Something came up that is not the endpoint's fault.
    [[nodiscard]] SessionDecisions interrupted(const SessionScene &scene, GapCause cause);
    /// Drops what is under way, uncounted, and waits for somebody.
    [[nodiscard]] SessionDecisions letGo(const Moment &now);
    /// After letGo(): its episode and its delays begin anew, when somebody says so.
    void forget(const Moment &now);

    [[nodiscard]] const State &state() const { return m_state; }
    /// Of the state: of Settling and Stable, for as long as the connection.
    [[nodiscard]] const Moment &since() const { return m_since; }
    [[nodiscard]] const Episode &episode() const { return m_episode; }
    [[nodiscard]] bool isConnected() const;
    /// It was since it was begun, or forgotten, last.
    [[nodiscard]] bool wasProven() const { return m_wasProven; }
    [[nodiscard]] const std::optional<Moment> &lastMessageAt() const { return m_lastMessageAt; }
    /// The last message of the connection, or its beginning.
    [[nodiscard]] TimePoint silentSince() const;
    /// When advance() has something to do, or what is connected becomes stale. `silentFor`: since
    /// silentSince(), but for what we stood still.
    [[nodiscard]] std::optional<TimePoint> nextDue(TimePoint now, const settings::EndpointConfig &config,
                                                   Nanoseconds silentFor) const;

private:
    void become(State state, const Moment &now);
    [[nodiscard]] SessionDecisions enter(State state, const Moment &now);
    [[nodiscard]] Permit permit() const;
    [[nodiscard]] bool hasEnded() const;
    void plan(const Waiting &waiting, const Moment &now);
    [[nodiscard]] SessionDecisions queue(const SessionScene &scene, const CircuitOutlook &circuit,
                                         bool byHand);
    [[nodiscard]] SessionDecisions planDial(const SessionScene &scene, const CircuitOutlook &circuit,
                                            const NextDial &next);
    [[nodiscard]] SessionDecisions prove(TimePoint now);
    [[nodiscard]] SessionDecisions settleIfDue(TimePoint now);
    void noteSignOfLife(const SessionScene &scene);
    [[nodiscard]] std::optional<TimePoint> staleAt(TimePoint now, const settings::EndpointConfig &config,
                                                   Nanoseconds silentFor) const;
    [[nodiscard]] std::optional<GapCause> gapOf(const probe::LinkClosed &end, Nanoseconds suspended);
    void noteLoss(const Moment &now);
    [[nodiscard]] SessionDecisions voidDial(const SessionScene &scene, GapCause gap);
    [[nodiscard]] SessionDecisions voidLoss(const SessionScene &scene, GapCause gap);
    [[nodiscard]] SessionDecisions countLoss(const SessionScene &scene, const probe::ProbeFailure &failure);
    [[nodiscard]] SessionDecisions callOfLoss(const SessionScene &scene, const probe::ProbeFailure &failure);
    [[nodiscard]] resilience::Outcome outcomeOfDial(const SessionScene &scene, const Permit &permit);
    [[nodiscard]] Nanoseconds leastDelay(const settings::EndpointConfig &config) const;
    [[nodiscard]] SessionDecisions endFor(WebSocketChange change, State state, const Moment &now);

    State m_state;
    Moment m_since;
    Episode m_episode = {};
    ReconnectPlan m_plan = {};
    SleepDetector m_sleep;     ///< since the link's last sign of life
    bool m_wasOffline = false; ///< this machine, likewise
    bool m_dialFailed = false; ///< the last one
    bool m_wasProven = false;
    std::optional<Moment> m_lastMessageAt = {};
};

} // namespace fusebox::health
