// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_breaker.h"

#include <utility>

namespace fusebox::resilience {

namespace {

bool inMode(const CircuitPosition &position, ForcedState forced)
{
    return position.forced() == forced;
}

bool isTrip(const TransitionRecord &record)
{
    return record.from != record.to &&
           (record.to == EffectiveState::Open || record.to == EffectiveState::ForcedOpen);
}

std::optional<Nanoseconds> timeLeft(std::optional<TimePoint> until, TimePoint now)
{
    return until ? std::optional(saturatingDifference(*until, now)) : std::nullopt;
}

FailureWindow makeFailureWindow(const CircuitSettings &settings)
{
    return {static_cast<std::size_t>(settings.failureThreshold), settings.failureWindow};
}

} // namespace

CircuitBreaker::CircuitBreaker(const CircuitSettings &settings, TimePoint now)
    : m_settings(sanitized(settings))
    , m_position(now)
    , m_failures(makeFailureWindow(m_settings))
    , m_calls(m_settings.rateCalls, m_settings.failureWindow)
{
}

void CircuitBreaker::setListener(Listener listener)
{
    if (!m_publisher)
        m_publisher = std::make_unique<Publisher<TransitionRecord>>();
    m_publisher->setListener(std::move(listener));
}

tl::expected<Permit, Rejection> CircuitBreaker::acquireWhileNotClosed(TimePoint now)
{
    if (m_position.forcedOpen())
        return tl::unexpected(
            Rejection{timeLeft(m_position.admitsAgainAt(), now), EffectiveState::ForcedOpen});
    auto *halfOpen = m_position.halfOpen();
    if (halfOpen && halfOpen->running < m_settings.trialCalls) {
        ++halfOpen->running;
        return Permit{m_position.generation(), true};
    }
    if (inMode(m_position, ForcedState::MeasureOnly))
        return Permit{m_position.generation(), false};
    return tl::unexpected(Rejection{timeLeft(nextDeadline(), now), m_position.effective()});
}

std::optional<Outcome> CircuitBreaker::record(Permit permit, Outcome outcome, std::optional<ErrorClass> error,
                                              TimePoint now)
{
    advance(now);
    if (permit.generation != m_position.generation())
        return {};
    if (outcome == Outcome::Failure && error && !m_settings.trackErrors.containsSomeOf(*error))
        outcome = Outcome::Ignored;
    if (permit.trial)
        recordTrial(outcome, error, now);
    else if (outcome != Outcome::Ignored && m_position.closed())
        recordCall(outcome, error, now);
    return outcome;
}

void CircuitBreaker::recordCall(Outcome outcome, std::optional<ErrorClass> error, TimePoint now)
{
    m_calls.add(outcome, now);
    auto &row = m_position.closed()->consecutiveFailures;
    if (outcome == Outcome::Failure) {
        ++row;
        m_failures.add(now);
        noteFailure(error, now);
    } else {
        row = 0;
    }
    if (!canFire(outcome, 0) || inMode(m_position, ForcedState::Disabled))
        return;
    m_rulesAreNew = false;
    tripByRules(now);
}

void CircuitBreaker::tripByRules(TimePoint now)
{
    if (const auto fired = firedRule(m_settings, evidence(now)))
        trip({fired->rule, now, fired->actual, fired->threshold});
}

void CircuitBreaker::recordTrial(Outcome outcome, std::optional<ErrorClass> error, TimePoint now)
{
    auto *halfOpen = m_position.halfOpen();
    if (!halfOpen || halfOpen->running == 0)
        return; // no permit that this circuit gave
    --halfOpen->running;
    if (outcome == Outcome::Ignored)
        return;
    ++halfOpen->trials[outcome];
    if (outcome == Outcome::Failure)
        noteFailure(error, now);
    judgeTrials(now);
}

void CircuitBreaker::judgeTrials(TimePoint now)
{
    const auto *halfOpen = m_position.halfOpen();
    const auto verdict = halfOpen ? trialVerdict(m_settings, halfOpen->trials) : std::nullopt;
    if (!verdict)
        return;
    const Cause cause{verdict->reason, now, verdict->actual, verdict->threshold};
    if (verdict->closes)
        close(cause, m_position.mode());
    else
        trip(cause);
}

void CircuitBreaker::noteFailure(std::optional<ErrorClass> error, TimePoint now)
{
    if (error)
        m_errors.add(*error, now);
}

/// Whether a call of this outcome can make a rule hold, once it is in the window or (`toCome`) about to be. A
/// success can do so only where it makes the rates known, or where failures count the more as others leave.
bool CircuitBreaker::canFire(Outcome outcome, std::uint32_t toCome) const
{
    if (outcome == Outcome::Failure)
        return true;
    if (m_settings.failureRate <= 0 && m_settings.slowRate <= 0)
        return false;
    if (m_rulesAreNew)
        return true;
    if (m_settings.rateCalls == 0 || (outcome == Outcome::Slow && m_settings.slowRate > 0))
        return true;
    return std::cmp_equal(m_calls.counts({}).total() + toCome, m_settings.minimumCalls);
}

bool CircuitBreaker::needsTimeFor(Outcome outcome) const
{
    return m_settings.rateCalls == 0 || nextDeadline() || canFire(outcome, 1);
}

Evidence CircuitBreaker::evidence(TimePoint now) const
{
    const auto *closed = m_position.closed();
    return {.consecutiveFailures = closed ? closed->consecutiveFailures : 0,
            .failuresInWindow = static_cast<int>(m_failures.count(now)),
            .calls = m_calls.counts(now)};
}

void CircuitBreaker::reset(TimePoint now)
{
    advance(now);
    close({TransitionReason::ManualReset, now}, Enforced{});
}

void CircuitBreaker::disable(TimePoint now)
{
    advance(now);
    if (!inMode(m_position, ForcedState::Disabled))
        close({TransitionReason::ManualDisable, now}, DisabledMode{});
}

void CircuitBreaker::forceOpen(TimePoint now)
{
    setMode(ForcedOpenMode{}, {TransitionReason::ManualForceOpen, now});
}

void CircuitBreaker::forceOpen(TimePoint now, Nanoseconds duration)
{
    const TimePoint until = saturatingAdd(now, std::max(duration, Nanoseconds::zero()));
    setMode(ForcedOpenMode{until}, {TransitionReason::ManualForceOpen, now});
}

void CircuitBreaker::measureOnly(TimePoint now)
{
    setMode(MeasureOnlyMode{}, {TransitionReason::ManualMeasureOnly, now});
}

void CircuitBreaker::lift(TimePoint now)
{
    setMode(Enforced{}, {TransitionReason::ManualLift, now});
}

/// What was counted while no rule was looked at must not open the circuit at the first call after.
void CircuitBreaker::setMode(CircuitPosition::Mode mode, const Cause &cause)
{
    advance(cause.at);
    const auto before = m_position;
    const bool isSameMode = mode.index() == before.mode().index();
    if (isSameMode && !std::holds_alternative<ForcedOpenMode>(mode))
        return;
    m_position.toMode(mode, m_settings, cause.at);
    moved(before, cause, inMode(before, ForcedState::Disabled) ? Window::Emptied : Window::Kept);
}

void CircuitBreaker::trip(const Cause &cause)
{
    const auto before = m_position;
    m_position.toOpen(m_settings, cause.at);
    moved(before, cause, Window::Kept);
}

void CircuitBreaker::close(const Cause &cause, CircuitPosition::Mode mode)
{
    const auto before = m_position;
    m_position.toClosed(cause.at, mode);
    moved(before, cause, Window::Emptied);
}

/// The record shows the window before it is emptied; listeners see the circuit after.
void CircuitBreaker::moved(const CircuitPosition &before, const Cause &cause, Window window)
{
    const auto record = recordOf(before, m_position, cause);
    if (window == Window::Emptied) {
        m_calls.clear();
        m_failures.clear();
        m_errors.clear();
    }
    const bool isRenewed =
        record.to == EffectiveState::ForcedOpen && before.generation() != m_position.generation();
    if (record.from == record.to && !isRenewed)
        return;
    if (isTrip(record))
        m_lastTrip = record;
    if (m_publisher)
        m_publisher->publish(record);
}

TransitionRecord CircuitBreaker::recordOf(const CircuitPosition &before, const CircuitPosition &after,
                                          const Cause &cause) const
{
    const bool measured = inMode(before, ForcedState::MeasureOnly) && inMode(after, ForcedState::MeasureOnly);
    const auto *trials = before.halfOpen();
    const auto *open = after.open();
    const bool trialsNext = open && !after.forcedOpen();
    return {.from = measured ? effectiveState(before.computed(), ForcedState::None) : before.effective(),
            .to = measured ? effectiveState(after.computed(), ForcedState::None) : after.effective(),
            .reason = cause.reason,
            .enforced = !measured,
            .at = cause.at,
            .actual = cause.actual,
            .threshold = cause.threshold,
            .window = trials ? trials->trials : m_calls.counts(cause.at),
            .windowLength = m_settings.failureWindow,
            .windowCalls = m_settings.rateCalls,
            .lastError = m_errors.last(),
            .lastErrors = m_errors,
            .nextTrialAt = trialsNext ? std::optional(open->until) : std::nullopt,
            .nextAt = after.forcedOpen() ? after.forcedOpen()->until : after.nextStepAt(),
            .generation = after.generation(),
            .passedOver = cause.passedOver};
}

void CircuitBreaker::takeDueSteps(TimePoint now)
{
    auto before = m_position;
    while (const auto step = m_position.step(m_settings, now)) {
        moved(before, causeOf(*step), Window::Kept);
        before = m_position;
    }
}

CircuitBreaker::Cause CircuitBreaker::causeOf(const CircuitPosition::Step &step)
{
    return {step.reason, step.at, step.actual, step.threshold, step.passedOver};
}

CircuitView CircuitBreaker::view(TimePoint now) const
{
    auto lastTrip = m_lastTrip;
    const auto position = previewSteps(now, [&](const TransitionRecord &record) {
        if (isTrip(record))
            lastTrip = record;
    });
    CircuitView view{.state = position.computed(),
                     .forced = position.forced(),
                     .since = position.since(),
                     .window = m_calls.counts(now),
                     .failuresInWindow = static_cast<int>(m_failures.count(now)),
                     .generation = position.generation(),
                     .settings = m_settings,
                     .lastErrors = m_errors,
                     .lastTrip = lastTrip};
    if (const auto *forcedOpen = position.forcedOpen())
        view.forcedUntil = forcedOpen->until;
    if (const auto *closed = position.closed())
        view.consecutiveFailures = closed->consecutiveFailures;
    if (const auto *open = position.open())
        view.nextTrialAt = open->until;
    if (const auto *halfOpen = position.halfOpen()) {
        view.trialSuccesses = static_cast<int>(halfOpen->trials.total() - halfOpen->trials.failures());
        view.trialsRunning = halfOpen->running;
    }
    return view;
}

/// The window of calls may be empty of failures while they are counted by time.
bool canReset(const CircuitView &view)
{
    return view.state != CircuitState::Closed || view.forced != ForcedState::None ||
           view.window.failures() > 0 || view.failuresInWindow > 0 || view.consecutiveFailures > 0;
}

CircuitBrief briefOf(const CircuitView &view)
{
    const bool countsToThreshold = view.settings.failureThreshold > 0;
    const auto failed = view.lastErrors.errors();
    CircuitBrief brief{.state = effectiveState(view),
                       .failures = countsToThreshold ? view.failuresInWindow
                                                     : static_cast<int>(view.window.failures())};
    if (!failed.empty())
        brief.lastFailure = failed.front();
    if (view.lastTrip && (view.state != CircuitState::Closed || view.forced == ForcedState::ForcedOpen))
        brief.openedAt = view.lastTrip->at;
    return brief;
}

std::vector<RuleReading> readRules(const CircuitView &view)
{
    return readRules(view.settings, {.consecutiveFailures = view.consecutiveFailures,
                                     .failuresInWindow = view.failuresInWindow,
                                     .calls = view.window});
}

} // namespace fusebox::resilience
