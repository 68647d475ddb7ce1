// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/health/detectors/latency_window.h"
#include "core/health/detectors/ties.h"
#include "core/health/values/snapshot.h"
#include "core/resilience/guarded.h"
#include "core/resilience/registry.h"

namespace fusebox::probe {
class ProbeFactory;
class StallWatch;
} // namespace fusebox::probe

namespace fusebox::health {

class CheckLimits;
class LinkRouter;
class OfflineDetector;

/// What every endpoint of a monitor shares; outlives them.
struct EndpointServices
{
    const WallClock &clock;
    std::shared_ptr<resilience::SharedRandom> random;
    probe::ProbeFactory &probes;
    LinkRouter &links;
    CheckLimits &limits;
    OfflineDetector &network;
    const probe::StallWatch &stalls;                 ///< of the monitor's thread
    resilience::Registry &circuits;                  ///< by the ids of their endpoints
    const settings::SecretValues *secrets = nullptr; ///< what is known of them; null: nothing
};

/// Who is told of endpoints, by one of them or by what keeps many. Called at any time; endpoints are neither
/// made nor destroyed from within.
class EndpointObserver
{
public:
    virtual ~EndpointObserver() = default;
    virtual void happened(Event event) = 0;
    /// What can be asked (a snapshot, the next deadline) may have another answer.
    virtual void changed() = 0;
};

/// The settings of an endpoint's circuit.
[[nodiscard]] resilience::CircuitSettings circuitSettings(const settings::EndpointConfig &config);

/// One watched endpoint: its circuit, its status, and (in the two subclasses) how it is asked. It owns no
/// timer: the monitor calls advance() when nextDeadline() has come. Thread: the monitor's.
class Endpoint
{
public:
    /// Its circuit is the registry's, of its id: made unless there is one already, which was put back there,
    /// and removed along with the endpoint.
    Endpoint(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
             EndpointObserver &observer);
    virtual ~Endpoint();
    Endpoint(const Endpoint &) = delete;
    Endpoint &operator=(const Endpoint &) = delete;

    /// Does what is due. Spurious calls do nothing.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;

    void checkNow();
    void resetCircuit();
    /// The same as one of many, who are not to be asked all at once: this one not before `resumeAt`.
    void resetCircuit(TimePoint resumeAt);
    void forceOpen();
    void disableCircuit();
    /// Nothing for what is not kept connected.
    void sendMessage(const QString &text);
    void setPaused(bool paused);
    /// `config` has the same id and kind. The circuit keeps its state and its window, also under other
    /// settings.
    void edit(std::shared_ptr<const settings::EndpointConfig> config);

    /// Its circuit, which was put back before the endpoint was made, has tripped in an earlier run: by this
    /// failure, where it is known.
    void takeUp(const std::optional<probe::ProbeFailure> &failure);
    /// With the trip that began the outage, which trials that fail do not replace.
    [[nodiscard]] resilience::SavedCircuit savedCircuit() const;
    /// What is known of secrets is other than before. One that it refers to: what is asked begins anew, or
    /// ends for want of it.
    void secretsChanged();

    /// Something came up that is not the endpoint's fault: what is under way is void and counts for nothing,
    /// and nothing begins before `resumeAt`; TimePoint::max(): before release().
    void interrupt(GapCause cause, TimePoint resumeAt);
    void release(TimePoint resumeAt);
    /// Waits for release().
    [[nodiscard]] bool isHeld() const { return m_notBefore == TimePoint::max(); }

    [[nodiscard]] EndpointSnapshot snapshot() const;
    [[nodiscard]] Status status() const { return m_verdict.status; }
    /// Open or forced open.
    [[nodiscard]] bool rejectsCalls() const;
    /// Else a reset of its circuit would change nothing.
    [[nodiscard]] bool canResetCircuit() const { return canReset(m_circuit->view()); }
    /// As it was configured, which is what others may know.
    [[nodiscard]] const settings::EndpointConfig &config() const { return *m_config; }
    /// As it is asked, with its secrets; while one is missing as it was configured.
    [[nodiscard]] const settings::EndpointConfig &asked() const { return *m_asked; }
    [[nodiscard]] bool lacksSecrets() const { return m_missing != nullptr; }
    [[nodiscard]] const Peer &peer() const { return m_peer; }
    /// With the settings it has.
    [[nodiscard]] std::optional<TimePoint> lastSuccessAt() const { return m_lastSuccessAt; }

protected:
    using EffectiveState = resilience::EffectiveState;

    /// Begins or goes on with the work that is due, given that the endpoint is not paused.
    virtual void work() = 0;
    /// When work() has something to do; the circuit's own deadline is added by the base.
    [[nodiscard]] virtual std::optional<TimePoint> nextWork() const = 0;
    /// Drops what is under way without counting it and forgets what was planned.
    virtual void halt() = 0;
    /// Plans the next work for now (after a reset, when resumed). Only plans: advance() begins it.
    virtual void workSoon() = 0;
    /// The same when a person asks for it and for nothing else.
    virtual void checkSoon() { workSoon(); }
    /// The same when the circuit has become half-open.
    virtual void trialSoon() { workSoon(); }
    /// What is asked is another: made ready for when it is asked again. Nothing begins.
    virtual void prepare() {}
    /// What is asked is another than `before`: begins anew whatever the change touches.
    virtual void reconfigured(const settings::EndpointConfig &before) = 0;
    /// Sends it, or keeps it until that can be done. False if it never can.
    virtual bool send(const QString &) { return false; }
    /// Drops what timed checks are under way, tells of the gap, and plans anew. A connection that stays is
    /// left to find out for itself.
    virtual void interrupted(GapCause) {}
    /// Tells that nothing is asked for want of these.
    virtual void tellLack(const std::vector<settings::MissingSecret> &missing) = 0;
    /// The circuit was forced open by hand: lets go of what should not be kept.
    virtual void isolate() {}
    [[nodiscard]] virtual Verdict judge(EffectiveState circuit) const = 0;
    virtual void fill(EndpointSnapshot &snapshot) const = 0;

    void tell(decltype(Event::what) what);
    /// Transitions are told of after what caused them, so they wait until this (or refresh()) is called.
    void tellTransitions();
    /// To be called at the end of each change: judges anew, tells of a new status and of the change.
    void refresh();

    [[nodiscard]] TimePoint now() const { return m_services.clock.now(); }
    [[nodiscard]] EffectiveState circuitState() const;
    [[nodiscard]] const std::shared_ptr<resilience::Circuit> &circuit() const { return m_circuit; }
    [[nodiscard]] const std::shared_ptr<const settings::EndpointConfig> &sharedAsked() const
    {
        return m_asked;
    }
    [[nodiscard]] const EndpointServices &services() const { return m_services; }
    [[nodiscard]] std::optional<TimePoint> nextTrialAt() const;

    /// To be called before what it found is told.
    void met(const QString &address, const std::optional<probe::TlsFacts> &tls)
    {
        m_peer.learn(address, tls);
    }
    /// What came of asking it, or that it has spoken: tells of the way to public hosts.
    void tellOfTheWay(const std::optional<probe::ProbeFailure> &failure);
    void countSuccess(Nanoseconds latency);
    void countFailure(const probe::ProbeFailure &failure);

private:
    [[nodiscard]] std::optional<TimePoint> plannedWork() const;
    void fillIn();
    [[nodiscard]] bool isLackToBeTold() const;
    void rest();
    void command(ManualAct act, void (resilience::Circuit::*action)());
    void transitioned(const resilience::TransitionRecord &record);
    [[nodiscard]] std::optional<probe::ProbeFailure>
    failureBehind(const resilience::TransitionRecord &record) const;
    void countFailedTrial();
    void noteOutage(const TransitionEvent &event, const Moment &at);
    [[nodiscard]] Moment momentOf(TimePoint time) const;

    std::shared_ptr<const settings::EndpointConfig> m_config;
    std::shared_ptr<const settings::EndpointConfig> m_asked;                    ///< never null; see asked()
    std::shared_ptr<const std::vector<settings::MissingSecret>> m_missing = {}; ///< null: none
    bool m_isLackTold = false;
    EndpointServices m_services;
    EndpointObserver &m_observer;
    std::shared_ptr<resilience::Circuit> m_circuit;
    resilience::Circuit::ListenerId m_listening;
    std::vector<resilience::TransitionRecord> m_untold = {};
    TimePoint m_notBefore = TimePoint::min(); ///< no work() until then
    Verdict m_verdict;                        ///< unknown until the first refresh
    Moment m_statusSince;
    LatencyWindow m_latencies;
    std::optional<Nanoseconds> m_lastLatency;
    std::optional<TimePoint> m_lastSuccessAt;
    Peer m_peer;
    bool m_isPublic;                            ///< its answers, and that it has none, tell of the network
    std::optional<TimePoint> m_answeredAt = {}; ///< with whatever
    std::optional<probe::ProbeFailure> m_lastFailure;
    std::optional<Moment> m_lastFailureAt;
    std::optional<Moment> m_failingSince;
    std::shared_ptr<const Outage> m_outage;
};

} // namespace fusebox::health
