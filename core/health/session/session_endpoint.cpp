// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_endpoint.h"

#include <algorithm>

#include "core/health/endpoint/check_limits.h"
#include "core/health/endpoint/spread.h"
#include "core/health/session/link_router.h"
#include "core/health/session/session_request.h"

namespace fusebox::health {

using resilience::Outcome;

using namespace std::chrono_literals;

SessionEndpoint::SessionEndpoint(std::shared_ptr<const settings::EndpointConfig> settings,
                                 EndpointServices services, EndpointObserver &observer)
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
    return isConnected() && after && age < *after ? std::optional(saturatingAdd(now(), *after - age))
                                                  : std::nullopt;
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
    m_wasProven = false;
    m_plan.restart();
    m_lostAt.reset();
    m_awaySince.reset();
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

/// Whoever gave up, or was told not to come back, does not come back because time has passed; and what is
/// planned was planned with the trial in mind.
void SessionEndpoint::trialSoon()
{
    const auto *waiting = std::get_if<Waiting>(&m_state);
    const bool isPlanned = waiting && waiting->until;
    if (!hasEnded() && !isPlanned)
        workSoon();
}

/// Circuits that one event has opened together do not try together.
std::optional<TimePoint> SessionEndpoint::trialDialAt() const
{
    const auto trial = nextTrialAt();
    const Nanoseconds within = std::clamp<Nanoseconds>(config().circuit.recoveryTimeout / 10, 0s, 1s);
    return trial ? std::optional(saturatingAdd(*trial, spreadOver(within, *services().random)))
                 : std::nullopt;
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
    m_awaySince.reset();
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

void SessionEndpoint::reconfigured(const settings::EndpointConfig &before)
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
        return enter(Waiting{trialDialAt()});
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
    case DialTurn::State::Refused: return giveWay();
    }
}

void SessionEndpoint::giveWay()
{
    const Nanoseconds longest = std::max<Nanoseconds>(config().retry.backoff.maxDelay, 0s);
    planDial({.delay = longest - spreadOver(longest / 2, *services().random)});
}

void SessionEndpoint::dial(Queued &queued)
{
    const auto permit = circuit()->acquire();
    if (!permit && !queued.byHand)
        return enter(Waiting{trialDialAt()});
    ++m_attempt;
    noteSignOfLife();
    enter(Dialling{openLink(), permit ? Permit(*permit) : std::nullopt, std::move(queued.turn)});
    tell(WebSocketEvent{.change = WebSocketChange::Connecting, .attempt = m_attempt});
}

probe::LinkId SessionEndpoint::openLink()
{
    probe::WebSocketRequest request = requestFor(config());
    request.freshNames = m_dialFailed;
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
    m_awaySince.reset();
    m_plan.restart();
    record(settled.permit, Outcome::Success);
}

void SessionEndpoint::record(Permit permit, Outcome outcome)
{
    const auto error = m_failure ? std::optional(m_failure->errorClass) : std::nullopt;
    const bool isTracked = !m_failure || config().circuit.trackErrors.contains(*m_failure);
    if (outcome == Outcome::Failure && !isTracked)
        outcome = Outcome::Ignored;
    if (permit)
        circuit()->record(*permit, outcome, outcome == Outcome::Failure ? error : std::nullopt);
}

std::optional<probe::LinkId> SessionEndpoint::connectedLink() const
{
    if (const auto *settling = std::get_if<Settling>(&m_state))
        return settling->link;
    if (const auto *stable = std::get_if<Stable>(&m_state))
        return stable->link;
    return std::nullopt;
}

bool SessionEndpoint::isProven() const
{
    const auto *settling = std::get_if<Settling>(&m_state);
    return settling ? settling->isProven() : std::holds_alternative<Stable>(m_state);
}

bool SessionEndpoint::hasEnded() const
{
    return std::holds_alternative<GivenUp>(m_state) || std::holds_alternative<Stopped>(m_state);
}

} // namespace fusebox::health
