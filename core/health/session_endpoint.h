// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/health/endpoint.h"
#include "core/probe/web_socket/web_socket_link.h"

namespace fusebox::health {

/// A WebSocket that is kept: dialled on a fresh link, watched, and dialled again with growing delays. Each
/// attempt is a call through the circuit: a failed one is a failure, one that stays up for stable_after a
/// success.
class SessionEndpoint final : public Endpoint
{
public:
    SessionEndpoint(std::shared_ptr<const EndpointConfig> config, EndpointServices services,
                    EndpointObserver &observer);
    ~SessionEndpoint() override;

private:
    /// Nothing under way. Without a time only a person or the circuit ends it.
    struct Waiting
    {
        std::optional<TimePoint> until;
    };
    struct Dialling
    {
        probe::LinkId link;
        resilience::Permit permit;
    };
    /// Connected, and not yet a success: that takes stable_after and an answer to a ping, since a peer that
    /// only shakes hands is no use to anyone.
    struct Settling
    {
        probe::LinkId link;
        resilience::Permit permit;
        TimePoint stableAt;
        bool answered = false;
    };
    struct Stable
    {
        probe::LinkId link;
    };
    struct GivenUp
    {
    };
    using State = std::variant<Waiting, Dialling, Settling, Stable, GivenUp>;

    void work() override;
    [[nodiscard]] std::optional<TimePoint> nextWork() const override;
    void halt() override;
    void workSoon() override;
    void isolate() override;
    void reconfigured(const EndpointConfig &before) override;
    [[nodiscard]] Verdict judge(EffectiveState circuit) const override;
    void fill(EndpointSnapshot &snapshot) const override;

    void dial();
    void settle();
    void linkEvent(const probe::LinkEvent &event);
    void on(const probe::LinkConnected &event);
    void on(const probe::LinkPong &event);
    void on(const probe::LinkMessage &event);
    void on(const probe::LinkClosed &event);
    void countLoss();
    void planRetry();
    void enter(State state);
    [[nodiscard]] bool isConnected() const;
    [[nodiscard]] LinkState linkState() const;

    State m_state;
    Moment m_since;
    int m_attempt =
        0; ///< dials of this episode, which lasts from a loss until the next one after being stable
    int m_connections = 0;
    std::optional<Nanoseconds> m_roundTrip;
    std::optional<probe::ProbeFailure> m_failure; ///< that ended the last link; none again once stable
    std::optional<probe::TlsFacts> m_tls;         ///< of the last connection
    std::optional<int> m_closeCode;
    QString m_closeReason;
};

} // namespace fusebox::health
