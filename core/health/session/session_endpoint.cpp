// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_endpoint.h"

#include "core/health/endpoint/check_limits.h"
#include "core/health/session/link_router.h"
#include "core/health/session/session_request.h"

namespace fusebox::health {

using namespace std::chrono_literals;

SessionEndpoint::SessionEndpoint(std::shared_ptr<const settings::EndpointConfig> settings,
                                 EndpointServices services, EndpointObserver &observer)
    : Endpoint(std::move(settings), services, observer)
    , m_limits(makeLimits())
    , m_machine(services.clock.moment(), services.clock.suspended())
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

SessionScene SessionEndpoint::scene() const
{
    return {.now = services().clock.moment(),
            .suspended = services().clock.suspended(),
            .isHeld = isHeld(),
            .config = config(),
            .random = *services().random};
}

CircuitOutlook SessionEndpoint::outlook() const
{
    return {circuitState(), nextTrialAt()};
}

bool SessionEndpoint::isQueued() const
{
    return std::holds_alternative<SessionMachine::Queued>(m_machine.state());
}

void SessionEndpoint::work()
{
    if (isQueued())
        goOnInQueue();
    else
        perform(m_machine.advance(scene(), outlook()));
}

std::optional<TimePoint> SessionEndpoint::nextWork() const
{
    return isQueued() ? m_turn->nextDeadline(now()) : m_machine.nextDue(now(), config(), silentFor());
}

void SessionEndpoint::halt()
{
    perform(m_machine.letGo(services().clock.moment()));
    m_machine.forget(services().clock.moment());
}

void SessionEndpoint::isolate()
{
    halt();
}

void SessionEndpoint::workSoon()
{
    m_machine.dialSoon(services().clock.moment());
}

void SessionEndpoint::checkSoon()
{
    m_machine.dialByHand(services().clock.moment(), circuitState());
}

void SessionEndpoint::trialSoon()
{
    m_machine.trialSoon(services().clock.moment());
}

void SessionEndpoint::interrupted(GapCause cause)
{
    perform(m_machine.interrupted(scene(), cause));
}

void SessionEndpoint::tellLack(const std::vector<settings::MissingSecret> &missing)
{
    tell(WebSocketEvent{
        .change = WebSocketChange::Disconnected, .gap = GapCause::NoSecret, .missing = missing});
}

void SessionEndpoint::reconfigured(const settings::EndpointConfig &before)
{
    if (!dialsAlike(asked(), before) || before.paused)
        halt();
    m_limits = makeLimits();
    m_outbox.shrink(kept().queueLimit);
    workSoon();
}

bool SessionEndpoint::send(const QString &text)
{
    if (m_machine.isConnected())
        services().links.send(*m_link, text);
    else
        m_outbox.add(text, kept().queueLimit);
    return true;
}

void SessionEndpoint::perform(const SessionDecisions &decisions)
{
    for (const SessionDecision &decision : decisions)
        std::visit([this](const auto &what) { carryOut(what); }, decision);
}

void SessionEndpoint::carryOut(const TakeTurn &)
{
    const bool isTrial = circuitState() == EffectiveState::HalfOpen;
    m_turn = std::make_unique<DialTurn>(m_limits, isTrial, now(), [this] { refresh(); });
    goOnInQueue();
    if (isQueued())
        perform(m_machine.noTurnYet());
}

void SessionEndpoint::goOnInQueue()
{
    m_turn->advance(now());
    switch (m_turn->state()) {
    case DialTurn::State::Waiting: return;
    case DialTurn::State::Refused: return perform(m_machine.turnRefused(scene(), outlook()));
    case DialTurn::State::Come: break;
    }
    const auto permit = circuit()->acquire();
    perform(m_machine.turnCame(scene(), outlook(), permit ? DialPermit(*permit) : std::nullopt));
}

void SessionEndpoint::carryOut(const OpenLink &decision)
{
    probe::WebSocketRequest request = requestFor(asked());
    request.freshNames = decision.freshNames;
    request.pingOffset = services().random->with([&](resilience::Random &random) {
        return resilience::draw({0ns, request.pingInterval - 1ns}, random);
    });
    m_link = services().links.open(request, [this](const probe::LinkEvent &event) { linkEvent(event); });
}

void SessionEndpoint::carryOut(const SendWaiting &)
{
    for (const QString &message : m_outbox.takeAll())
        services().links.send(*m_link, message);
}

void SessionEndpoint::carryOut(const CloseLink &)
{
    services().links.close(*std::exchange(m_link, std::nullopt));
}

void SessionEndpoint::carryOut(const RecordCall &decision)
{
    circuit()->record(decision.permit, decision.outcome, decision.error);
}

void SessionEndpoint::carryOut(const CountCall &decision)
{
    if (const auto permit = circuit()->acquire())
        circuit()->record(*permit, decision.outcome, decision.error, decision.latency);
}

void SessionEndpoint::carryOut(const BlamePeer &decision)
{
    tellOfTheWay(decision.failure);
    countFailure(decision.failure);
}

void SessionEndpoint::carryOut(const PlanNext &)
{
    tellTransitions();
    perform(m_machine.planNext(scene(), outlook()));
}

} // namespace fusebox::health
