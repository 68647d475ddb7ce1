// SPDX-License-Identifier: GPL-3.0-or-later
// How a call walks through the layers. What each layer does is in pipeline_layers.cpp.
#include "core/resilience/pipeline_call.h"

#include <algorithm>

namespace fusebox::resilience {

namespace {

Failure timeoutOf(TimeoutScope scope)
{
    return {.errorClass = ErrorClass::Timeout, .timedOut = scope};
}

Policy policyOf(TimeoutScope scope)
{
    return scope == TimeoutScope::Total ? Policy::TotalTimeout : Policy::AttemptTimeout;
}

} // namespace

PipelineCall::PipelineCall(const Pipeline &pipeline, const CallTraits &traits, const Host &host)
    : m_pipeline(pipeline)
    , m_traits(traits)
    , m_host(host)
{
}

PipelineCall::~PipelineCall()
{
    if (!isOver())
        (void)cancel(m_lastNow);
}

PipelineCall::Next PipelineCall::start(TimePoint now)
{
    return proceed(now);
}

PipelineCall::Next PipelineCall::proceed(TimePoint now)
{
    m_lastNow = now;
    const auto &layers = m_pipeline.layers();
    while (m_depth < layers.size()) {
        const Entry entry = std::visit([&](const auto &layer) { return enter(layer, now); }, layers[m_depth]);
        if (entry == Entry::Waits)
            return Wait{};
        if (entry == Entry::Refused)
            return settle(now);
        ++m_depth;
    }
    return run({}, now);
}

PipelineCall::Next PipelineCall::run(std::optional<int> alternative, TimePoint now)
{
    m_state = Running{now, alternative};
    const int number = m_retry && !alternative ? m_retry->attempts() : 1;
    if (!alternative)
        m_report.attempts = number;
    return StartAttempt{number, alternative, m_timeout.next(), m_permit && m_permit->trial};
}

PipelineCall::Next PipelineCall::attemptSucceeded(Ended ended, TimePoint now)
{
    if (!attemptRuns())
        return Wait{};
    attemptOver(nullptr, now);
    m_failure.reset();
    m_unwanted = ended == Ended::Unwanted;
    return settle(now);
}

PipelineCall::Next PipelineCall::attemptFailed(const Failure &failure, TimePoint now)
{
    if (!attemptRuns())
        return Wait{};
    attemptOver(&failure, now);
    m_failure = failure;
    m_unwanted = false;
    return settle(now);
}

void PipelineCall::attemptOver(const Failure *failure, TimePoint now)
{
    const auto *running = std::get_if<Running>(&m_state);
    if (!running)
        return;
    const bool primary = !running->alternative;
    TraceEntry entry{.step = failure ? TraceStep::Failed : TraceStep::Succeeded,
                     .at = now,
                     .took = now - running->since,
                     .attempt = primary ? m_report.attempts : 0,
                     .source = primary ? Source::Primary : Source::Alternative};
    if (failure) {
        entry.error = failure->errorClass;
        entry.status = failure->status;
        m_report.errors.push_back(*failure);
    }
    note(entry);
    m_state = Entering{};
}

/// A result goes outwards until a layer turns the call around.
PipelineCall::Next PipelineCall::settle(TimePoint now)
{
    m_lastNow = now;
    const auto &layers = m_pipeline.layers();
    while (m_depth > 0) {
        --m_depth;
        auto turned = std::visit([&](const auto &layer) { return leave(layer, now); }, layers[m_depth]);
        if (turned)
            return std::move(*turned);
    }
    return finish();
}

PipelineCall::Next PipelineCall::finish()
{
    m_state = Over{};
    return Finish{m_source, m_failure};
}

PipelineCall::Next PipelineCall::resume(TimePoint now)
{
    if (isOver())
        return Wait{};
    if (const auto scope = m_timeout.expired(now))
        return timeOut(*scope, now);
    if (const auto *forToken = std::get_if<ForToken>(&m_state))
        return claimToken(*forToken, now);
    if (const auto *forPlace = std::get_if<ForPlace>(&m_state))
        return takePlace(*forPlace, now);
    if (const auto *forRetry = std::get_if<ForRetry>(&m_state); forRetry && now >= forRetry->until)
        return retryNow(*forRetry, now);
    return Wait{};
}

/// Other calls may have opened the circuit in the meantime: then the failure goes outwards after all.
PipelineCall::Next PipelineCall::retryNow(ForRetry waiting, TimePoint now)
{
    m_state = Entering{};
    if (!circuitHasOpened())
        return proceed(now);
    m_retry->withdraw();
    m_failure = std::move(waiting.failure);
    m_unwanted = !m_failure;
    return settle(now);
}

PipelineCall::Next PipelineCall::claimToken(ForToken waiting, TimePoint now)
{
    const auto &layer = std::get<RateLimitLayer>(m_pipeline.layers()[m_depth]);
    const auto answer = layer.limiter->claim(waiting.ticket, now);
    if (const auto *longer = std::get_if<RateLimiter::Waiting>(&answer)) {
        m_state = ForToken{waiting.ticket, waiting.since, saturatingAdd(now, longer->wait)};
        return Wait{};
    }
    note({Policy::RateLimit, TraceStep::Waited, now, now - waiting.since});
    return goOn(now);
}

PipelineCall::Next PipelineCall::takePlace(ForPlace waiting, TimePoint now)
{
    const auto &layer = std::get<BulkheadLayer>(m_pipeline.layers()[m_depth]);
    if (!layer.bulkhead->hasEntered(waiting.ticket)) {
        if (!waiting.until || now < *waiting.until)
            return Wait{};
        stopWaiting();
        (void)refuse(RejectedBy::Bulkhead, Policy::Bulkhead, {}, now);
        return settle(now);
    }
    note({Policy::Bulkhead, TraceStep::Waited, now, now - waiting.since});
    return goOn(now);
}

PipelineCall::Next PipelineCall::goOn(TimePoint now)
{
    m_state = Entering{};
    ++m_depth;
    return proceed(now);
}

std::optional<TimePoint> PipelineCall::nextDeadline() const
{
    std::optional<TimePoint> next;
    if (const auto deadline = m_timeout.next())
        next = deadline->at;
    const auto sooner = [&](TimePoint at) { next = next ? std::min(*next, at) : at; };
    if (const auto *forToken = std::get_if<ForToken>(&m_state))
        sooner(forToken->until);
    if (const auto *forPlace = std::get_if<ForPlace>(&m_state); forPlace && forPlace->until)
        sooner(*forPlace->until);
    if (const auto *forRetry = std::get_if<ForRetry>(&m_state))
        sooner(forRetry->until);
    return isOver() ? std::nullopt : next;
}

/// Everything inside of the timeout's layer is given up without being asked; from there on outwards, the
/// timeout is a failure like any other. An alternative stands outside of the layers that ran the primary.
PipelineCall::Next PipelineCall::timeOut(TimeoutScope scope, TimePoint now)
{
    m_failure = timeoutOf(scope);
    m_unwanted = false;
    note({.policy = policyOf(scope), .step = TraceStep::TimedOut, .at = now});
    attemptOver(&*m_failure, now);
    const auto &layers = m_pipeline.layers();
    const auto place =
        std::ranges::find(layers, policyOf(scope), [](const Layer &l) { return resilience::policyOf(l); });
    abandon(std::min(m_depth, static_cast<std::size_t>(place - layers.begin()) + 1), now);
    return settle(now);
}

PipelineCall::Next PipelineCall::cancel(TimePoint now)
{
    if (isOver())
        return Wait{};
    m_failure = Failure{.errorClass = ErrorClass::Cancelled};
    m_unwanted = false;
    note({.step = TraceStep::Cancelled, .at = now});
    attemptOver(&*m_failure, now);
    abandon(0, now);
    return finish();
}

void PipelineCall::stopWaiting()
{
    const auto &layers = m_pipeline.layers();
    if (const auto *forToken = std::get_if<ForToken>(&m_state))
        std::get<RateLimitLayer>(layers[m_depth]).limiter->cancel(forToken->ticket);
    else if (const auto *forPlace = std::get_if<ForPlace>(&m_state))
        std::get<BulkheadLayer>(layers[m_depth]).bulkhead->cancel(forPlace->ticket);
    m_state = Entering{};
}

/// Leaves the layers down to `depth` without letting any of them turn the call around. They still give back
/// what they hold and learn how it ended.
void PipelineCall::abandon(std::size_t depth, TimePoint now)
{
    stopWaiting();
    const auto &layers = m_pipeline.layers();
    while (m_depth > depth) {
        --m_depth;
        const Layer &layer = layers[m_depth];
        if (const auto *circuit = std::get_if<CircuitLayer>(&layer))
            (void)leave(*circuit, now);
        else if (const auto *bulkhead = std::get_if<BulkheadLayer>(&layer))
            (void)leave(*bulkhead, now);
        else if (const auto *attempt = std::get_if<AttemptTimeoutLayer>(&layer))
            (void)leave(*attempt, now);
        else if (const auto *total = std::get_if<TotalTimeoutLayer>(&layer))
            (void)leave(*total, now);
    }
}

} // namespace fusebox::resilience
