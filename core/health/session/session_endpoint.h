// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/detectors/outbox.h"
#include "core/health/detectors/traffic_meter.h"
#include "core/health/endpoint/dial_turn.h"
#include "core/health/endpoint/endpoint.h"
#include "core/health/session/session_machine.h"
#include "core/probe/web_socket/web_socket_link.h"

namespace fusebox::health {

/// A WebSocket that is kept: dialled on a fresh link, watched, and dialled again with growing delays. Tells
/// its machine what happens and does what that decides; what it keeps itself is what it holds of others, and
/// what is shown alone.
class SessionEndpoint final : public Endpoint
{
public:
    SessionEndpoint(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
                    EndpointObserver &observer);
    ~SessionEndpoint() override;

private:
    void work() override;
    [[nodiscard]] std::optional<TimePoint> nextWork() const override;
    void halt() override;
    void workSoon() override;
    void checkSoon() override;
    void trialSoon() override;
    void interrupted(GapCause cause) override;
    void tellLack(const std::vector<settings::MissingSecret> &missing) override;
    void isolate() override;
    void reconfigured(const settings::EndpointConfig &before) override;
    bool send(const QString &text) override;
    [[nodiscard]] Verdict judge(EffectiveState circuit) const override;
    void fill(EndpointSnapshot &snapshot) const override;

    [[nodiscard]] const settings::WebSocketSettings &kept() const { return keptAs(config()); }
    void fillTraffic(SessionView &view) const;
    [[nodiscard]] Nanoseconds silentFor() const;

    [[nodiscard]] resilience::Pipeline makeLimits() const;
    [[nodiscard]] SessionScene scene() const;
    [[nodiscard]] CircuitOutlook outlook() const;
    [[nodiscard]] bool isQueued() const;
    void goOnInQueue();

    void linkEvent(const probe::LinkEvent &event);
    void on(const probe::LinkConnected &event);
    void on(const probe::LinkPong &event);
    void on(const probe::LinkMessages &event);
    void on(const probe::LinkSent &event);
    void on(const probe::LinkClosed &event);

    void perform(const SessionDecisions &decisions);
    void carryOut(const TakeTurn &);
    void carryOut(const LeaveTurn &) { m_turn.reset(); }
    void carryOut(const OpenLink &decision);
    void carryOut(const SendWaiting &);
    void carryOut(const CloseLink &);
    void carryOut(const RecordCall &decision);
    void carryOut(const CountCall &decision);
    void carryOut(const BlamePeer &decision);
    void carryOut(const PlanNext &);
    void carryOut(const WebSocketEvent &event) { tell(event); }

    resilience::Pipeline m_limits; ///< of the host that is dialled
    SessionMachine m_machine;
    std::unique_ptr<DialTurn> m_turn;    ///< while it is queued or dialled
    std::optional<probe::LinkId> m_link; ///< while it is dialled or connected
    int m_connections = 0;
    std::optional<Nanoseconds> m_roundTrip; ///< of the connection
    std::optional<probe::TlsFacts> m_tls;   ///< of the last connection
    QString m_subprotocol;
    std::optional<Moment> m_lastLossAt;
    std::optional<int> m_closeCode;
    QString m_closeReason;
    TrafficMeter m_received;
    TrafficMeter m_sent;
    std::int64_t m_badMessages = 0;
    std::int64_t m_unsent = 0; ///< dropped by a link
    Outbox m_outbox;
};

} // namespace fusebox::health
