// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/health/detectors/outbox.h"
#include "core/health/detectors/reconnect_plan.h"
#include "core/health/detectors/sleep_detector.h"
#include "core/health/detectors/traffic_meter.h"
#include "core/health/endpoint/dial_turn.h"
#include "core/health/endpoint/endpoint.h"
#include "core/probe/web_socket/web_socket_link.h"

namespace fusebox::health {

/// A WebSocket that is kept: dialled on a fresh link, watched, and dialled again with growing delays. Each
/// attempt is a call through the circuit: one that stays up for stable_after is a success, a connection that
/// is lost a failure. Dials that find nobody are one failure together, for as long as the circuit's recovery
/// timeout: their delays already spare the peer. After that each is one more, and a trial always is the
/// circuit's own question. A dial is under the limits of checks until it has connected or failed; its permit
/// is taken once its turn has come.
class SessionEndpoint final : public Endpoint
{
public:
    SessionEndpoint(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
                    EndpointObserver &observer);
    ~SessionEndpoint() override;

private:
    /// None where a person had it dialled against an open circuit: the attempt then counts for nothing.
    using Permit = std::optional<resilience::Permit>;

    /// Nothing under way. Without a time only a person or the circuit ends it.
    struct Waiting
    {
        std::optional<TimePoint> until;
        bool byHand = false; ///< a person waits for it
    };
    /// To be dialled when its turn comes.
    struct Queued
    {
        std::unique_ptr<DialTurn> turn;
        bool byHand = false;
    };
    struct Dialling
    {
        probe::LinkId link;
        Permit permit;
        std::unique_ptr<DialTurn> turn;
    };
    /// Connected, and not yet a success: that takes stable_after, an answer to a ping and the expected
    /// message, since a peer that only shakes hands is no use to anyone.
    struct Settling
    {
        probe::LinkId link;
        Permit permit;
        TimePoint stableAt;
        bool answered = false;
        bool expected = false; ///< the expected message has come, or none is expected

        [[nodiscard]] bool isProven() const { return answered && expected; }
    };
    struct Stable
    {
        probe::LinkId link;
    };
    struct GivenUp
    {
    };
    struct Stopped
    {
    };
    using State = std::variant<Waiting, Queued, Dialling, Settling, Stable, GivenUp, Stopped>;

    void work() override;
    [[nodiscard]] std::optional<TimePoint> nextWork() const override;
    void halt() override;
    void workSoon() override;
    void checkSoon() override;
    void trialSoon() override;
    void interrupted(GapCause cause) override;
    void isolate() override;
    void reconfigured(const settings::EndpointConfig &before) override;
    bool send(const QString &text) override;
    [[nodiscard]] Verdict judge(EffectiveState circuit) const override;
    void fill(EndpointSnapshot &snapshot) const override;

    void fillTraffic(SessionView &view) const;

    [[nodiscard]] resilience::Pipeline makeLimits() const;
    void queue(bool byHand);
    void takeTurn();
    void dial(Queued &queued);
    [[nodiscard]] probe::LinkId openLink();
    void prove();
    void settle();
    void linkEvent(const probe::LinkEvent &event);
    void on(const probe::LinkConnected &event);
    void on(const probe::LinkPong &event);
    void on(const probe::LinkMessages &event);
    void count(const probe::LinkMessages &event);
    void on(const probe::LinkSent &event);
    void on(const probe::LinkClosed &event);
    void countLoss();
    [[nodiscard]] resilience::Outcome outcomeOfDial(const Permit &permit);
    void voidDial(GapCause cause);
    void voidLoss(Nanoseconds spread);
    void letGo();
    void noteSignOfLife();
    [[nodiscard]] std::optional<GapCause> gapOfLoss(const probe::LinkClosed &event);
    void record(Permit permit, resilience::Outcome outcome);
    void planRetry();
    [[nodiscard]] Nanoseconds leastDelay() const;
    void planDial(const NextDial &next);
    void giveWay();
    [[nodiscard]] std::optional<TimePoint> trialDialAt() const;
    void endFor(WebSocketChange change, State state);
    void dialSoon(const Waiting &waiting);
    void enter(State state);
    void sendWaiting();
    [[nodiscard]] std::optional<probe::LinkId> connectedLink() const;
    [[nodiscard]] bool isConnected() const { return connectedLink().has_value(); }
    [[nodiscard]] bool isProven() const;
    [[nodiscard]] Nanoseconds messageAge() const;
    [[nodiscard]] std::optional<TimePoint> staleAt() const;
    [[nodiscard]] bool hasEnded() const;
    [[nodiscard]] LinkState linkState() const;

    resilience::Pipeline m_limits; ///< of the host that is dialled
    State m_state;
    Moment m_since;
    ReconnectPlan m_plan;
    std::optional<Moment> m_lostAt;       ///< when the episode began; it lasts until the connection is stable
    std::optional<TimePoint> m_awaySince; ///< nobody was found since, if that was not our own doing
    bool m_dialFailed = false;            ///< the last one
    int m_attempt = 0;                    ///< dials of the episode, but for those that were void
    bool m_wasOffline = false;            ///< this machine, since the link's last sign of life
    SleepDetector m_sleep;                ///< likewise
    int m_connections = 0;
    bool m_wasProven = false;                     ///< since it was begun, or halted, last
    std::optional<Nanoseconds> m_roundTrip;       ///< of the connection
    std::optional<probe::ProbeFailure> m_failure; ///< that ended the last link; none again once stable
    std::optional<probe::TlsFacts> m_tls;         ///< of the last connection
    QString m_subprotocol;
    std::optional<Moment> m_lastLossAt;
    std::optional<int> m_closeCode;
    QString m_closeReason;
    std::optional<Moment> m_lastMessageAt;
    TrafficMeter m_received;
    TrafficMeter m_sent;
    std::int64_t m_badMessages = 0;
    std::int64_t m_unsent = 0; ///< dropped by a link
    Outbox m_outbox;
};

} // namespace fusebox::health
