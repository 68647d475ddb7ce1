// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session_endpoint.h"

#include <algorithm>
#include <type_traits>

#include "core/health/link_router.h"

namespace fusebox::health {

using probe::LinkClosed;
using probe::LinkConnected;
using probe::LinkMessage;
using probe::LinkPong;
using resilience::Outcome;

namespace {

probe::WebSocketRequest requestFor(const EndpointConfig &config)
{
    probe::WebSocketRequest request;
    request.url = config.url;
    request.connectTimeout = config.timeouts.total;
    request.pingInterval = config.interval;
    request.pongTimeout = config.webSocket.pongTimeout;
    request.trust = config.tls;
    request.proxy = config.proxy;
    return request;
}

/// What links are dialled with; anything else can change under a running connection.
bool dialsAlike(const EndpointConfig &a, const EndpointConfig &b)
{
    return a.url == b.url && a.tls == b.tls && a.proxy == b.proxy && a.interval == b.interval &&
           a.timeouts.total == b.timeouts.total && a.webSocket.pongTimeout == b.webSocket.pongTimeout;
}

std::optional<probe::ProbeFailure> inPhase(const std::optional<resilience::Failure> &failure,
                                           probe::Phase phase)
{
    return failure ? std::optional(probe::ProbeFailure{*failure, phase}) : std::nullopt;
}

} // namespace

SessionEndpoint::SessionEndpoint(std::shared_ptr<const EndpointConfig> settings, EndpointServices services,
                                 EndpointObserver &observer)
    : Endpoint(std::move(settings), services, observer)
    , m_state(Waiting{now()})
    , m_since(services.clock.moment())
{
}

SessionEndpoint::~SessionEndpoint()
{
    halt();
}

void SessionEndpoint::enter(State state)
{
    m_state = std::move(state);
    m_since = services().clock.moment();
}

void SessionEndpoint::work()
{
    const TimePoint time = now();
    if (const auto *waiting = std::get_if<Waiting>(&m_state);
        waiting && waiting->until && *waiting->until <= time)
        dial();
    else if (const auto *settling = std::get_if<Settling>(&m_state);
             settling && settling->answered && settling->stableAt <= time)
        settle();
}

std::optional<TimePoint> SessionEndpoint::nextWork() const
{
    if (const auto *waiting = std::get_if<Waiting>(&m_state))
        return waiting->until;
    if (const auto *settling = std::get_if<Settling>(&m_state); settling && settling->answered)
        return settling->stableAt;
    return std::nullopt;
}

void SessionEndpoint::halt()
{
    std::visit(
        [this](const auto &state) {
            if constexpr (requires { state.link; })
                services().links.close(state.link);
            if constexpr (requires { state.permit; })
                circuit()->record(state.permit, Outcome::Ignored);
        },
        State(m_state)); // a copy: recording may come back to us
    m_attempt = 0;
    enter(Waiting{});
}

void SessionEndpoint::workSoon()
{
    if (std::holds_alternative<Waiting>(m_state) || std::holds_alternative<GivenUp>(m_state))
        enter(Waiting{now()});
}

void SessionEndpoint::isolate()
{
    halt();
}

void SessionEndpoint::reconfigured(const EndpointConfig &before)
{
    if (!dialsAlike(config(), before) || before.paused)
        halt();
    workSoon();
}

void SessionEndpoint::dial()
{
    const auto permit = circuit()->acquire();
    if (!permit) {
        enter(
            Waiting{permit.error().retryIn ? std::optional(now() + *permit.error().retryIn) : std::nullopt});
        return;
    }
    ++m_attempt;
    const auto link = services().links.open(requestFor(config()),
                                            [this](const probe::LinkEvent &event) { linkEvent(event); });
    enter(Dialling{link, *permit});
    tell(WebSocketEvent{.change = WebSocketChange::Connecting, .attempt = m_attempt});
}

void SessionEndpoint::settle()
{
    const Settling settled = std::get<Settling>(m_state);
    m_state = Stable{settled.link}; // connected since before: m_since stays
    m_failure.reset();
    circuit()->record(settled.permit, Outcome::Success);
}

void SessionEndpoint::linkEvent(const probe::LinkEvent &event)
{
    std::visit([this](const auto &what) { on(what); }, event);
    refresh();
}

void SessionEndpoint::on(const LinkConnected &event)
{
    const auto *dialling = std::get_if<Dialling>(&m_state);
    if (!dialling)
        return;
    ++m_connections;
    m_tls = event.tls;
    enter(Settling{dialling->link, dialling->permit, now() + config().webSocket.stableAfter});
    tell(
        WebSocketEvent{.change = WebSocketChange::Connected, .attempt = m_attempt, .latency = event.latency});
}

/// Once stable, each round trip is a call of its own: trials of a half-open circuit go on without a new
/// connection.
void SessionEndpoint::on(const LinkPong &event)
{
    m_roundTrip = event.roundTrip;
    countSuccess(event.roundTrip);
    tell(WebSocketEvent{.change = WebSocketChange::Pong, .attempt = m_attempt, .roundTrip = event.roundTrip});
    if (auto *settling = std::get_if<Settling>(&m_state)) {
        settling->answered = true;
        return work();
    }
    const Outcome outcome = event.roundTrip > config().slowAfter ? Outcome::Slow : Outcome::Success;
    if (const auto permit = circuit()->acquire())
        circuit()->record(*permit, outcome, std::nullopt, event.roundTrip);
}

void SessionEndpoint::on(const LinkMessage &)
{
    tell(WebSocketEvent{.change = WebSocketChange::Message, .attempt = m_attempt});
}

void SessionEndpoint::on(const LinkClosed &event)
{
    m_failure = inPhase(event.failure, isConnected() ? probe::Phase::Wait : probe::Phase::Connect);
    if (m_failure)
        m_failure->closeCode = event.closeCode;
    m_closeCode = event.closeCode;
    m_closeReason = event.closeReason;
    if (m_failure)
        countFailure(*m_failure);
    tell(WebSocketEvent{.change = WebSocketChange::Disconnected,
                        .attempt = m_attempt,
                        .closeCode = event.closeCode,
                        .closeReason = event.closeReason,
                        .failure = m_failure});
    countLoss();
    planRetry();
}

/// An attempt that ends before it is stable fails on its own permit; a stable session lost is one more failed
/// call.
void SessionEndpoint::countLoss()
{
    const auto error = m_failure ? std::optional(m_failure->errorClass) : std::nullopt;
    const State ended = std::exchange(m_state, State(Waiting{}));
    if (std::holds_alternative<Stable>(ended))
        m_attempt = 0; // a new episode
    if (const auto *dialling = std::get_if<Dialling>(&ended))
        circuit()->record(dialling->permit, Outcome::Failure, error);
    else if (const auto *settling = std::get_if<Settling>(&ended))
        circuit()->record(settling->permit, Outcome::Failure, error);
    else if (const auto permit = circuit()->acquire())
        circuit()->record(*permit, Outcome::Failure, error);
    tellTransitions();
}

void SessionEndpoint::planRetry()
{
    const auto most = config().webSocket.maxRetries;
    if (most && m_attempt > *most) {
        enter(GivenUp{});
        tell(WebSocketEvent{.change = WebSocketChange::GaveUp, .attempt = m_attempt, .failure = m_failure});
        return;
    }
    const int retry = std::max(m_attempt, 1);
    const Nanoseconds delay = services().random->with([&](resilience::Random &random) {
        return resilience::fullJitter(config().retry.backoff, retry, random);
    });
    TimePoint until = now() + delay;
    until = std::max(until, nextTrialAt().value_or(until));
    enter(Waiting{until});
    tell(WebSocketEvent{
        .change = WebSocketChange::Waiting, .attempt = m_attempt + 1, .retryIn = until - now()});
}

bool SessionEndpoint::isConnected() const
{
    return std::holds_alternative<Settling>(m_state) || std::holds_alternative<Stable>(m_state);
}

LinkState SessionEndpoint::linkState() const
{
    if (isConnected())
        return LinkState::Connected;
    if (std::holds_alternative<Dialling>(m_state))
        return LinkState::Connecting;
    if (std::holds_alternative<GivenUp>(m_state))
        return LinkState::GaveUp;
    return std::get<Waiting>(m_state).until ? LinkState::Waiting : LinkState::Idle;
}

Verdict SessionEndpoint::judge(EffectiveState circuit) const
{
    return judgeSession(circuit, {.connected = isConnected(),
                                  .everConnected = m_connections > 0,
                                  .recovering = std::holds_alternative<Settling>(m_state) && m_failure,
                                  .gaveUp = std::holds_alternative<GivenUp>(m_state),
                                  .attempt = m_attempt,
                                  .roundTrip = m_roundTrip.value_or(Nanoseconds{0}),
                                  .slowAfter = config().slowAfter,
                                  .failure = m_failure,
                                  .certificate = certificateFigures(m_tls, config().certificateWarning,
                                                                    services().clock.wallNow())});
}

void SessionEndpoint::fill(EndpointSnapshot &snapshot) const
{
    SessionView view;
    view.state = linkState();
    view.since = m_since;
    view.reconnects = std::max(m_connections - 1, 0);
    if (const auto *waiting = std::get_if<Waiting>(&m_state))
        view.nextAttemptAt = waiting->until;
    view.lastRoundTrip = m_roundTrip;
    view.lastCloseCode = m_closeCode;
    view.lastCloseReason = m_closeReason;
    snapshot.session = view;
    snapshot.checking = std::holds_alternative<Dialling>(m_state);
}

} // namespace fusebox::health
