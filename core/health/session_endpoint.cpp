// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session_endpoint.h"

#include <algorithm>
#include <type_traits>

#include "core/health/check_limits.h"
#include "core/health/link_router.h"
#include "core/health/spread.h"

namespace fusebox::health {

using probe::LinkClosed;
using probe::LinkConnected;
using probe::LinkMessages;
using probe::LinkPong;
using probe::LinkSent;
using resilience::Outcome;

using namespace std::chrono_literals;

namespace {

probe::WebSocketRequest requestFor(const EndpointConfig &config)
{
    probe::WebSocketRequest request;
    request.url = config.url;
    request.timeouts = config.timeouts;
    request.pingInterval = config.interval;
    request.pongTimeout = config.webSocket.pongTimeout;
    request.trust = config.tls;
    request.proxy = config.proxy;
    request.options = config.webSocket.options;
    return request;
}

/// What links are dialled with; anything else can change under a running connection.
bool dialsAlike(const EndpointConfig &a, const EndpointConfig &b)
{
    return a.url == b.url && a.tls == b.tls && a.proxy == b.proxy && a.interval == b.interval &&
           a.timeouts == b.timeouts && a.webSocket.pongTimeout == b.webSocket.pongTimeout &&
           a.webSocket.options == b.webSocket.options;
}

} // namespace

SessionEndpoint::SessionEndpoint(std::shared_ptr<const EndpointConfig> settings, EndpointServices services,
                                 EndpointObserver &observer)
    : Endpoint(std::move(settings), services, observer)
    , m_limits(makeLimits())
    , m_state(Waiting{now()})
    , m_since(services.clock.moment())
    , m_sleep(services.clock.suspended())
{
}

SessionEndpoint::~SessionEndpoint()
{
    halt();
}

resilience::Pipeline SessionEndpoint::makeLimits() const
{
    return *resilience::Pipeline::make(services().limits.layersFor(hostOf(config())), services().random);
}

void SessionEndpoint::enter(State state)
{
    const State left = std::exchange(m_state, std::move(state)); // goes last: its place wakes others
    m_since = services().clock.moment();
}

void SessionEndpoint::work()
{
    const TimePoint time = now();
    if (const auto *waiting = std::get_if<Waiting>(&m_state);
        waiting && waiting->until && *waiting->until <= time)
        queue(waiting->byHand);
    else if (std::holds_alternative<Queued>(m_state))
        takeTurn();
    else if (const auto *settling = std::get_if<Settling>(&m_state);
             settling && settling->isProven() && settling->stableAt <= time)
        settle();
}

std::optional<TimePoint> SessionEndpoint::nextWork() const
{
    if (const auto *waiting = std::get_if<Waiting>(&m_state))
        return waiting->until;
    if (const auto *queued = std::get_if<Queued>(&m_state))
        return queued->turn->nextDeadline(now());
    const auto stale = staleAt();
    if (const auto *settling = std::get_if<Settling>(&m_state); settling && settling->isProven())
        return std::min(settling->stableAt, stale.value_or(settling->stableAt));
    return stale;
}

/// When what is connected becomes stale, if that is still to come.
std::optional<TimePoint> SessionEndpoint::staleAt() const
{
    const auto after = config().webSocket.staleAfter;
    const Nanoseconds age = messageAge();
    return isConnected() && after && age < *after ? std::optional(now() + *after - age) : std::nullopt;
}

/// Ends what is under way, uncounted.
void SessionEndpoint::letGo()
{
    const State left = std::exchange(m_state, State(Waiting{})); // first: recording may come back to us
    std::visit(
        [this](const auto &state) {
            if constexpr (requires { state.link; })
                services().links.close(state.link);
            if constexpr (requires { state.permit; })
                record(state.permit, Outcome::Ignored);
        },
        left);
}

void SessionEndpoint::halt()
{
    letGo();
    m_attempt = 0;
    m_plan.restart();
    m_lostAt.reset();
    m_failure.reset();
    enter(Waiting{});
}

void SessionEndpoint::workSoon()
{
    dialSoon({now()});
}

/// Always works: also after it has ended, and although the circuit is open.
void SessionEndpoint::checkSoon()
{
    dialSoon({.until = now(), .byHand = circuitState() != EffectiveState::ForcedOpen});
}

/// Whoever gave up, or was told not to come back, does not come back because time has passed; and who was
/// refused not before the time that was planned for it.
void SessionEndpoint::trialSoon()
{
    const auto *waiting = std::get_if<Waiting>(&m_state);
    const bool isPlanned = waiting && waiting->until;
    const bool wasRefused = m_failure && isRefused(*m_failure);
    if (!hasEnded() && !(isPlanned && wasRefused))
        workSoon();
}

void SessionEndpoint::dialSoon(const Waiting &waiting)
{
    if (hasEnded())
        m_plan.restart();
    if (hasEnded() || std::holds_alternative<Waiting>(m_state))
        enter(waiting);
    else if (auto *queued = std::get_if<Queued>(&m_state))
        queued->byHand = queued->byHand || waiting.byHand;
}

/// What is connected is left to find out for itself whether it still is.
void SessionEndpoint::interrupted(GapCause cause)
{
    m_wasOffline = m_wasOffline || cause == GapCause::Offline;
    if (std::holds_alternative<Dialling>(m_state))
        voidDial(cause);
    else if (std::holds_alternative<Queued>(m_state))
        enter(Waiting{now()});
}

void SessionEndpoint::voidDial(GapCause cause)
{
    letGo();
    tell(WebSocketEvent{.change = WebSocketChange::Disconnected, .attempt = m_attempt--, .gap = cause});
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
    m_limits = makeLimits();
    m_outbox.shrink(config().webSocket.queueLimit);
    workSoon();
}

/// An open circuit takes no turn from others.
void SessionEndpoint::queue(bool byHand)
{
    if (rejectsCalls() && !byHand)
        return enter(Waiting{nextTrialAt()});
    const bool isTrial = circuitState() == EffectiveState::HalfOpen;
    enter(Queued{std::make_unique<DialTurn>(m_limits, isTrial, now(), [this] { refresh(); }), byHand});
    takeTurn();
    if (std::holds_alternative<Queued>(m_state))
        tell(WebSocketEvent{.change = WebSocketChange::Queued, .attempt = m_attempt + 1});
}

/// Where more wait than there is room for, it comes back later: nobody's failure.
void SessionEndpoint::takeTurn()
{
    auto &queued = std::get<Queued>(m_state);
    queued.turn->advance(now());
    switch (queued.turn->state()) {
    case DialTurn::State::Waiting: return;
    case DialTurn::State::Come: return dial(queued);
    case DialTurn::State::Refused: return planDial(config().retry.backoff.maxDelay);
    }
}

void SessionEndpoint::dial(Queued &queued)
{
    const auto permit = circuit()->acquire();
    if (!permit && !queued.byHand)
        return enter(Waiting{nextTrialAt()});
    ++m_attempt;
    isAlive();
    enter(Dialling{openLink(), permit ? Permit(*permit) : std::nullopt, std::move(queued.turn)});
    tell(WebSocketEvent{.change = WebSocketChange::Connecting, .attempt = m_attempt});
}

probe::LinkId SessionEndpoint::openLink()
{
    probe::WebSocketRequest request = requestFor(config());
    request.pingOffset = services().random->with([&](resilience::Random &random) {
        return resilience::draw({0ns, request.pingInterval - 1ns}, random);
    });
    return services().links.open(request, [this](const probe::LinkEvent &event) { linkEvent(event); });
}

void SessionEndpoint::settle()
{
    const Settling settled = std::get<Settling>(m_state);
    m_state = Stable{settled.link}; // connected since before: m_since stays
    m_failure.reset();
    m_lostAt.reset();
    m_plan.restart();
    record(settled.permit, Outcome::Success);
}

void SessionEndpoint::record(Permit permit, Outcome outcome)
{
    const auto error = m_failure ? std::optional(m_failure->errorClass) : std::nullopt;
    if (permit)
        circuit()->record(*permit, outcome, outcome == Outcome::Failure ? error : std::nullopt);
}

/// What has come from the peer, or begins now, was neither slept through nor cut off.
void SessionEndpoint::isAlive()
{
    m_wasOffline = isHeld();
    m_sleep = SleepDetector(services().clock.suspended());
}

/// A link that has given no sign of life since this machine was cut off, or asleep, may have been lost by
/// that: its end says nothing of the peer.
std::optional<GapCause> SessionEndpoint::gapOfLoss()
{
    if (m_wasOffline)
        return GapCause::Offline;
    return m_sleep.sleptUntil(services().clock.suspended()) ? std::optional(GapCause::Asleep) : std::nullopt;
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
    isAlive();
    m_roundTrip.reset();
    m_tls = event.tls;
    m_subprotocol = event.subprotocol;
    met(event.address, event.tls);
    enter(Settling{.link = dialling->link,
                   .permit = dialling->permit,
                   .stableAt = now() + config().webSocket.stableAfter,
                   .expected = !config().webSocket.options.expect.isGiven()});
    tell(WebSocketEvent{.change = WebSocketChange::Connected,
                        .attempt = m_attempt,
                        .latency = event.latency,
                        .subprotocol = event.subprotocol});
    sendWaiting();
}

void SessionEndpoint::sendWaiting()
{
    for (const QString &message : m_outbox.takeAll())
        services().links.send(*connectedLink(), message);
}

bool SessionEndpoint::send(const QString &text)
{
    if (const auto link = connectedLink())
        services().links.send(*link, text);
    else
        m_outbox.add(text, config().webSocket.queueLimit);
    return true;
}

/// Once stable, each round trip is a call of its own: trials of a half-open circuit go on without a new
/// connection.
void SessionEndpoint::on(const LinkPong &event)
{
    isAlive();
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

void SessionEndpoint::on(const LinkMessages &event)
{
    isAlive();
    m_lastMessageAt = services().clock.moment();
    m_received.add(m_lastMessageAt->steady, event.count, event.bytes);
    m_badMessages += event.bad;
    tell(WebSocketEvent{.change = WebSocketChange::Message, .attempt = m_attempt, .messages = event});
    if (auto *settling = std::get_if<Settling>(&m_state); settling && event.isExpected) {
        settling->expected = true;
        work();
    }
}

void SessionEndpoint::on(const LinkSent &event)
{
    m_sent.add(now(), event.count, event.bytes);
    m_unsent += event.dropped;
}

void SessionEndpoint::on(const LinkClosed &event)
{
    // Without a failure it would be one that we closed, of which nothing is heard any more.
    const auto failure =
        event.failure.value_or(probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Cancelled}});
    m_lastLossAt = services().clock.moment();
    m_closeCode = failure.closeCode;
    m_closeReason = event.closeReason;
    const auto gap = m_closeCode ? std::nullopt : gapOfLoss(); // a close frame is the peer's own word
    tell(WebSocketEvent{.change = WebSocketChange::Disconnected,
                        .attempt = m_attempt,
                        .closeCode = m_closeCode,
                        .closeReason = m_closeReason,
                        .failure = failure,
                        .gap = gap});
    if (gap)
        return voidLoss();
    m_failure = failure;
    countFailure(failure);
    countLoss();
    planRetry();
}

/// Nobody's failure: no retry is used up, and all that were lost together come back one by one.
void SessionEndpoint::voidLoss()
{
    if (!m_lostAt)
        m_lostAt = services().clock.moment();
    if (std::holds_alternative<Dialling>(m_state))
        --m_attempt;
    if (std::holds_alternative<Stable>(m_state))
        m_attempt = 0; // a new episode
    letGo();
    enter(Waiting{now() + spreadOver(1s, *services().random)});
}

/// An attempt that ends before it is stable fails on its own permit; a stable session lost is one more failed
/// call.
void SessionEndpoint::countLoss()
{
    const State ended = std::exchange(m_state, State(Waiting{}));
    if (!m_lostAt)
        m_lostAt = services().clock.moment();
    if (const auto *dialling = std::get_if<Dialling>(&ended)) {
        record(dialling->permit, Outcome::Failure);
    } else if (const auto *settling = std::get_if<Settling>(&ended)) {
        record(settling->permit, Outcome::Failure);
    } else {
        m_attempt = 0; // a new episode
        if (const auto permit = circuit()->acquire())
            record(*permit, Outcome::Failure);
    }
    tellTransitions();
}

void SessionEndpoint::planRetry()
{
    const NextDial next = services().random->with(
        [this](resilience::Random &random) { return m_plan.next(*m_failure, config(), random); });
    switch (next.what) {
    case AfterLoss::Retry: return planDial(next.delay);
    case AfterLoss::GiveUp: return endFor(WebSocketChange::GaveUp, GivenUp{});
    case AfterLoss::Stop: return endFor(WebSocketChange::Stopped, Stopped{});
    }
}

void SessionEndpoint::planDial(Nanoseconds delay)
{
    TimePoint until = now() + delay;
    until = std::max(until, nextTrialAt().value_or(until));
    enter(Waiting{until});
    tell(WebSocketEvent{
        .change = WebSocketChange::Waiting, .attempt = m_attempt + 1, .retryIn = until - now()});
}

void SessionEndpoint::endFor(WebSocketChange change, State state)
{
    enter(std::move(state));
    tell(WebSocketEvent{.change = change, .attempt = m_attempt, .failure = m_failure});
}

std::optional<probe::LinkId> SessionEndpoint::connectedLink() const
{
    if (const auto *settling = std::get_if<Settling>(&m_state))
        return settling->link;
    if (const auto *stable = std::get_if<Stable>(&m_state))
        return stable->link;
    return std::nullopt;
}

bool SessionEndpoint::hasEnded() const
{
    return std::holds_alternative<GivenUp>(m_state) || std::holds_alternative<Stopped>(m_state);
}

} // namespace fusebox::health
