// SPDX-License-Identifier: GPL-3.0-or-later
// What each layer does when a call comes in, and when its result goes out.
#include <utility>

#include "core/resilience/pipeline_call.h"

namespace fusebox::resilience {

namespace {

bool wantsRetry(const RetryLayer &layer, const Failure &failure)
{
    try {
        return !layer.retryIf || layer.retryIf(failure);
    } catch (...) {
        return false;
    }
}

void tellRetry(const RetryLayer &layer, const Failure &failure, int attempt, Nanoseconds delay)
{
    try {
        if (layer.beforeRetry)
            layer.beforeRetry(failure, attempt, delay);
    } catch (...) { // the callback's own affair
    }
}

bool rejectsLongerThan(Nanoseconds delay, const CircuitView &view, TimePoint now)
{
    const bool forced = view.forced == ForcedState::ForcedOpen;
    if (forced && !view.forcedUntil)
        return true;
    const TimePoint end = saturatingAdd(now, delay);
    return (forced && *view.forcedUntil > end) || (view.nextTrialAt && *view.nextTrialAt > end);
}

} // namespace

PipelineCall::Entry PipelineCall::enter(const FallbackLayer &layer, TimePoint)
{
    m_fallback = Fallback(layer.settings);
    return Entry::Entered;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const FallbackLayer &, TimePoint now)
{
    if (!m_failure)
        return {};
    const auto decision = m_fallback.afterFailure(*m_failure, m_host.fallbacks(now));
    if (!std::holds_alternative<Fallback::GiveUp>(decision))
        m_report.originalError = m_fallback.originalError();
    if (const auto *alternative = std::get_if<Fallback::TryAlternative>(&decision))
        return tryAlternative(alternative->index, now);
    if (std::holds_alternative<Fallback::UseLastGood>(decision))
        return fallBack(Source::LastGood, now);
    if (std::holds_alternative<Fallback::UseStatic>(decision))
        return fallBack(Source::Static, now);
    return {};
}

/// An alternative runs without the primary's policies, but never without a deadline that the primary has.
PipelineCall::Next PipelineCall::tryAlternative(int index, TimePoint now)
{
    m_source = Source::Alternative;
    tellFallback(now);
    const auto *attempt = m_pipeline.find<AttemptTimeoutLayer>();
    const auto *total = m_pipeline.find<TotalTimeoutLayer>();
    if (attempt)
        m_timeout.begin(TimeoutScope::Attempt, attempt->limit, now);
    else if (total)
        m_timeout.begin(TimeoutScope::Attempt, total->limit, now);
    ++m_depth; // the fallback sees how the alternative ends
    return run(index, now);
}

std::optional<PipelineCall::Next> PipelineCall::fallBack(Source source, TimePoint now)
{
    m_source = source;
    tellFallback(now);
    return {};
}

/// From here on there is no failure any more.
void PipelineCall::tellFallback(TimePoint now)
{
    const Failure failure = *std::exchange(m_failure, {});
    noteAndTell({.policy = Policy::Fallback, .step = TraceStep::FellBack, .at = now, .source = m_source},
                failure);
}

PipelineCall::Entry PipelineCall::enter(const TotalTimeoutLayer &layer, TimePoint now)
{
    m_timeout.begin(TimeoutScope::Total, layer.limit, now);
    return Entry::Entered;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const TotalTimeoutLayer &, TimePoint)
{
    m_timeout.end(TimeoutScope::Total);
    return {};
}

PipelineCall::Entry PipelineCall::enter(const RateLimitLayer &layer, TimePoint now)
{
    const auto answer = layer.limiter->acquire(now, m_traits.tokens, m_host.waker());
    if (const auto *refused = std::get_if<RateLimiter::Refused>(&answer)) {
        const bool isEver = refused->retryIn != RateLimiter::kNever;
        return refuse(RejectedBy::RateLimit, Policy::RateLimit,
                      isEver ? std::optional(refused->retryIn) : std::nullopt, now);
    }
    const auto *waiting = std::get_if<RateLimiter::Waiting>(&answer);
    if (!waiting)
        return Entry::Entered;
    m_state = ForToken{waiting->ticket, now, saturatingAdd(now, waiting->wait)};
    return Entry::Waits;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const RateLimitLayer &, TimePoint)
{
    return {};
}

PipelineCall::Entry PipelineCall::enter(const BulkheadLayer &layer, TimePoint now)
{
    const auto *circuit = m_permit ? nullptr : m_pipeline.find<CircuitLayer>();
    const bool trial =
        m_permit ? m_permit->trial : circuit && circuit->circuit->state() == CircuitState::HalfOpen;
    const auto answer = layer.bulkhead->enter(trial || m_traits.goesFirst, m_host.waker());
    if (std::holds_alternative<Bulkhead::Full>(answer))
        return refuse(RejectedBy::Bulkhead, Policy::Bulkhead, {}, now);
    const auto *waiting = std::get_if<Bulkhead::Waiting>(&answer);
    if (!waiting)
        return Entry::Entered;
    const auto until = waiting->longest ? std::optional(saturatingAdd(now, *waiting->longest)) : std::nullopt;
    m_state = ForPlace{waiting->ticket, now, until};
    return Entry::Waits;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const BulkheadLayer &layer, TimePoint)
{
    layer.bulkhead->leave();
    return {};
}

PipelineCall::Entry PipelineCall::enter(const CircuitLayer &layer, TimePoint now)
{
    const auto permit = layer.circuit->acquire();
    if (!permit)
        return refuse(RejectedBy::Circuit, Policy::Circuit, permit.error().retryIn, now);
    m_permit = *permit;
    m_permitSince = now;
    m_notThePeers = -m_report.totalDelay;
    m_hasRun = false;
    if (permit->trial)
        note({.policy = Policy::Circuit, .step = TraceStep::Trial, .at = now});
    return Entry::Entered;
}

/// Delays of a retry and waits inside are our own doing, and do not make the peer slow. A call that never got
/// as far as the peer says nothing about it.
std::optional<PipelineCall::Next> PipelineCall::leave(const CircuitLayer &layer, TimePoint now)
{
    const auto ours = saturatingAdd(m_notThePeers, m_report.totalDelay);
    const auto took = saturatingAdd(saturatingDifference(now, m_permitSince), -ours);
    if (m_hasRun && m_isSlow && !m_failure)
        layer.circuit->record(*m_permit, Outcome::Slow, {}, took);
    else if (m_hasRun)
        layer.circuit->recordResult(*m_permit, m_failure ? &*m_failure : nullptr, took);
    else
        layer.circuit->record(*m_permit, Outcome::Ignored);
    m_permit.reset();
    return {};
}

PipelineCall::Entry PipelineCall::enter(const RetryLayer &layer, TimePoint now)
{
    m_retry.emplace(layer.settings, m_traits.mayRepeat(), now);
    if (layer.settings.totalTime)
        m_retriesEnd = saturatingAdd(now, *layer.settings.totalTime);
    if (layer.budget)
        layer.budget->with([&](RetryBudget &budget) { budget.call(now); });
    return Entry::Entered;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const RetryLayer &layer, TimePoint now)
{
    if (!m_failure && !m_unwanted) {
        m_retriesEnd.reset();
        return {};
    }
    const auto decision = decideRetry(layer, now);
    if (const auto *giveUp = std::get_if<Retry::GiveUp>(&decision)) {
        giveUpRetrying(giveUp->reason, now);
        return {};
    }
    const auto delay = std::get<Retry::TryAgain>(decision).delay;
    const Failure failure = m_failure.value_or(Failure{.errorClass = ErrorClass::Assertion});
    tellRetry(layer, failure, m_retry->attempts(), delay);
    noteAndTell({Policy::Retry, TraceStep::Delayed, saturatingAdd(now, delay), delay, m_retry->attempts()},
                failure);
    m_report.totalDelay = m_retry->totalDelay();
    m_state = ForRetry{saturatingAdd(now, delay), std::exchange(m_failure, {})};
    m_unwanted = false;
    ++m_depth; // the call turns around inside the retry
    return Wait{};
}

/// Where the total time has cut an attempt short, or a limit has refused it, what the one before it failed of
/// says more.
void PipelineCall::giveUpRetrying(GiveUpReason reason, TimePoint now)
{
    note({.policy = Policy::Retry, .step = TraceStep::GaveUp, .at = now, .reason = reason});
    const bool wasRefused = m_failure && m_failure->errorClass == ErrorClass::Rejected;
    if ((retriesAreOver(now) || wasRefused) && m_lastError > 0)
        m_failure = m_report.errors[m_lastError - 1];
    m_retriesEnd.reset();
}

/// Nothing is taken from the budget and nobody told of a retry that a circuit would refuse.
Retry::Decision PipelineCall::decideRetry(const RetryLayer &layer, TimePoint now)
{
    if (retriesAreOver(now))
        return Retry::GiveUp{GiveUpReason::NoTimeLeft};
    if (m_permit && circuitForbids(Nanoseconds::zero(), now))
        return Retry::GiveUp{GiveUpReason::CircuitOpen};
    if (m_failure && isRetryable(*m_failure, layer.settings.retryOn) && !wantsRetry(layer, *m_failure))
        return Retry::GiveUp{GiveUpReason::NotRetryable};
    const auto decision = drawRetry(now);
    const auto *again = std::get_if<Retry::TryAgain>(&decision);
    if (!again)
        return decision;
    auto reason = GiveUpReason::CircuitOpen;
    if (!circuitForbids(again->delay, now)) {
        reason = GiveUpReason::NoBudgetLeft;
        if (!layer.budget || layer.budget->with([&](RetryBudget &budget) { return budget.tryRetry(now); }))
            return decision;
    }
    m_retry->withdraw();
    return Retry::GiveUp{reason};
}

Retry::Decision PipelineCall::drawRetry(TimePoint now)
{
    return m_pipeline.random().with([&](Random &random) {
        return m_failure ? m_retry->afterFailure(*m_failure, now, random)
                         : m_retry->afterUnwantedResult(m_wished, now, random);
    });
}

/// The circuit lets nothing more through: the one that this call is inside of, now; one inside the retry, for
/// longer than `delay`.
bool PipelineCall::circuitForbids(Nanoseconds delay, TimePoint now) const
{
    const auto *layer = m_pipeline.find<CircuitLayer>();
    if (!layer)
        return false;
    const EffectiveState state = layer->circuit->effective();
    if (state != EffectiveState::Open && state != EffectiveState::ForcedOpen)
        return false;
    return m_permit || rejectsLongerThan(delay, layer->circuit->view(), now);
}

PipelineCall::Entry PipelineCall::enter(const AttemptTimeoutLayer &layer, TimePoint now)
{
    m_timeout.begin(TimeoutScope::Attempt, layer.limit, now);
    return Entry::Entered;
}

std::optional<PipelineCall::Next> PipelineCall::leave(const AttemptTimeoutLayer &, TimePoint)
{
    m_timeout.end(TimeoutScope::Attempt);
    return {};
}

/// A call that was never made. Its `retryAfter` tells when it may be made, where that is known.
PipelineCall::Entry PipelineCall::refuse(RejectedBy by, Policy policy, std::optional<Nanoseconds> retryIn,
                                         TimePoint now)
{
    m_failure = Failure{.errorClass = ErrorClass::Rejected, .rejectedBy = by, .retryAfter = retryIn};
    noteAndTell({policy, TraceStep::Rejected, now, retryIn.value_or(Nanoseconds::zero())}, *m_failure);
    return Entry::Refused;
}

} // namespace fusebox::resilience
