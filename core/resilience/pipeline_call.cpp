// SPDX-License-Identifier: GPL-3.0-or-later
// How a call walks through the layers. What each layer does is in pipeline_layers.cpp.
#include "core/resilience/pipeline_call.h"

#include <algorithm>

namespace fusebox::resilience {

namespace {

/// A time-out that the operation tells of itself may know more than we do.
Failure timeoutOf(TimeoutScope scope, const Failure *told)
{
    Failure failure{.errorClass = ErrorClass::Timeout};
    if (told && told->errorClass == ErrorClass::Timeout)
        failure = *told;
    failure.timedOut = scope;
    return failure;
}

Failure unwantedValue()
{
    return {.errorClass = ErrorClass::Assertion};
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

/// A step may call out (a predicate, a callback, a circuit's listeners), and from there events may come back
/// in: a cancel is remembered until the step is over; all else is of no consequence before.
template <class Step>
PipelineCall::Next PipelineCall::take(Step step, TimePoint now)
{
    if (m_busy)
        return Wait{};
    m_busy = true;
    Next next = step();
    if (m_cancelWanted && !isOver())
        next = giveUp(now);
    m_busy = false;
    return next;
}

PipelineCall::Next PipelineCall::start(TimePoint now)
{
    return take([&] { return proceed(now); }, now);
}

PipelineCall::Next PipelineCall::proceed(TimePoint now)
{
    m_lastNow = now;
    const auto &layers = m_pipeline.layers();
    while (m_depth < layers.size() && !m_cancelWanted) {
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
    if (m_cancelWanted)
        return Wait{};
    m_state = Running{now, alternative};
    m_hasRun = true;
    const int number = m_retry && !alternative ? m_retry->attempts() : 1;
    if (!alternative)
        m_report.attempts = number;
    return StartAttempt{number, alternative, deadline(), m_permit && m_permit->trial};
}

PipelineCall::Next PipelineCall::attemptSucceeded(Ended ended, TimePoint now, Nanoseconds wished)
{
    return take(
        [&]() -> Next {
            if (!attemptRuns())
                return Wait{};
            if (auto late = endWhatIsDue(nullptr, now))
                return *std::move(late);
            m_failure.reset();
            m_unwanted = ended == Ended::Unwanted;
            m_isSlow = ended == Ended::Slow;
            m_wished = wished;
            attemptOver(nullptr, now);
            return settle(now);
        },
        now);
}

PipelineCall::Next PipelineCall::attemptFailed(const Failure &failure, TimePoint now)
{
    return take(
        [&]() -> Next {
            if (!attemptRuns())
                return Wait{};
            if (auto late = endWhatIsDue(&failure, now))
                return *std::move(late);
            m_failure = failure;
            m_unwanted = false;
            attemptOver(&failure, now);
            return settle(now);
        },
        now);
}

void PipelineCall::attemptOver(const Failure *failure, TimePoint now)
{
    const auto *running = std::get_if<Running>(&m_state);
    if (!running)
        return;
    const bool primary = !running->alternative;
    TraceEntry entry{.step = failure ? TraceStep::Failed : TraceStep::Succeeded,
                     .at = now,
                     .took = saturatingDifference(now, running->since),
                     .attempt = primary ? m_report.attempts : 0,
                     .source = primary ? Source::Primary : Source::Alternative};
    if (failure) {
        entry.error = failure->errorClass;
        entry.status = failure->status;
        m_report.errors.push_back(*failure);
    } else if (m_unwanted) {
        m_report.errors.push_back(unwantedValue());
        entry.error = m_report.errors.back().errorClass;
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
    if (const auto *layer = m_pipeline.find<CircuitLayer>())
        m_report.circuit = layer->circuit->brief();
    return Finish{m_failure ? Source::Primary : m_source, m_failure};
}

PipelineCall::Next PipelineCall::resume(TimePoint now)
{
    return take(
        [&]() -> Next {
            if (isOver())
                return Wait{};
            if (auto ended = endWhatIsDue(nullptr, now))
                return *std::move(ended);
            if (const auto *forToken = std::get_if<ForToken>(&m_state))
                return claimToken(*forToken, now);
            if (const auto *forPlace = std::get_if<ForPlace>(&m_state))
                return takePlace(*forPlace, now);
            if (const auto *forRetry = std::get_if<ForRetry>(&m_state); forRetry && now >= forRetry->until)
                return retryNow(*forRetry, now);
            return Wait{};
        },
        now);
}

/// Other calls may have opened the circuit in the meantime: then the failure goes outwards after all.
PipelineCall::Next PipelineCall::retryNow(ForRetry waiting, TimePoint now)
{
    m_state = Entering{};
    m_lastError = waiting.failure ? m_report.errors.size() : 0;
    if (!circuitForbids(Nanoseconds::zero(), now))
        return proceed(now);
    m_retry->withdraw();
    m_failure = std::move(waiting.failure);
    m_unwanted = !m_failure;
    --m_depth; // out of the retry
    giveUpRetrying(GiveUpReason::CircuitOpen, now);
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
    noteWaited(Policy::RateLimit, waiting.since, now);
    return goOn(now);
}

PipelineCall::Next PipelineCall::takePlace(ForPlace waiting, TimePoint now)
{
    const auto &layer = std::get<BulkheadLayer>(m_pipeline.layers()[m_depth]);
    switch (layer.bulkhead->placeOf(waiting.ticket)) {
    case SharedBulkhead::Place::Waiting:
        return waiting.until && now >= *waiting.until ? refusePlace(now) : Wait{};
    case SharedBulkhead::Place::Displaced: return refusePlace(now);
    case SharedBulkhead::Place::Entered: break;
    }
    noteWaited(Policy::Bulkhead, waiting.since, now);
    return goOn(now);
}

PipelineCall::Next PipelineCall::refusePlace(TimePoint now)
{
    stopWaiting(now);
    (void)refuse(RejectedBy::Bulkhead, Policy::Bulkhead, {}, now);
    return settle(now);
}

PipelineCall::Next PipelineCall::goOn(TimePoint now)
{
    m_state = Entering{};
    ++m_depth;
    return proceed(now);
}

std::optional<Deadline> PipelineCall::deadline() const
{
    const auto next = m_timeout.next();
    if (m_retriesEnd && (!next || *m_retriesEnd <= next->at))
        return Deadline{*m_retriesEnd, TimeoutScope::Total};
    return next;
}

std::optional<TimePoint> PipelineCall::nextDeadline() const
{
    std::optional<TimePoint> next;
    if (const auto end = deadline())
        next = end->at;
    const auto sooner = [&](TimePoint at) { next = next ? std::min(*next, at) : at; };
    if (const auto *forToken = std::get_if<ForToken>(&m_state))
        sooner(forToken->until);
    if (const auto *forPlace = std::get_if<ForPlace>(&m_state); forPlace && forPlace->until)
        sooner(*forPlace->until);
    if (const auto *forRetry = std::get_if<ForRetry>(&m_state))
        sooner(forRetry->until);
    return isOver() ? std::nullopt : next;
}

/// Whose time is up, the outermost first. `told`: how the attempt has ended too late, if it has failed.
std::optional<PipelineCall::Next> PipelineCall::endWhatIsDue(const Failure *told, TimePoint now)
{
    const auto scope = m_timeout.expired(now);
    if (retriesAreOver(now) && scope != TimeoutScope::Total)
        return timeOut(Policy::Retry, TimeoutScope::Total, told, now);
    return scope ? std::optional(timeOut(policyOf(*scope), *scope, told, now)) : std::nullopt;
}

/// Everything inside of the layer whose time is up is given up without being asked; from there on outwards,
/// the timeout is a failure like any other. An alternative stands outside of the layers that ran the primary.
PipelineCall::Next PipelineCall::timeOut(Policy policy, TimeoutScope scope, const Failure *told,
                                         TimePoint now)
{
    stopWaiting(now);
    m_failure = timeoutOf(scope, told);
    m_unwanted = false;
    note({.policy = policy, .step = TraceStep::TimedOut, .at = now});
    attemptOver(&*m_failure, now);
    const auto &layers = m_pipeline.layers();
    const auto place =
        std::ranges::find(layers, policy, [](const Layer &l) { return resilience::policyOf(l); });
    abandon(std::min(m_depth, static_cast<std::size_t>(place - layers.begin()) + 1), now);
    return settle(now);
}

PipelineCall::Next PipelineCall::cancel(TimePoint now)
{
    if (m_busy)
        m_cancelWanted = true;
    return take([&]() -> Next { return isOver() ? Next(Wait{}) : giveUp(now); }, now);
}

PipelineCall::Next PipelineCall::giveUp(TimePoint now)
{
    stopWaiting(now);
    m_failure = Failure{.errorClass = ErrorClass::Cancelled};
    m_unwanted = false;
    note({.step = TraceStep::Cancelled, .at = now});
    attemptOver(&*m_failure, now);
    abandon(0, now);
    return finish();
}

/// What has been waited so far is told; the rest of a delay has not been waited.
void PipelineCall::stopWaiting(TimePoint now)
{
    const auto &layers = m_pipeline.layers();
    if (const auto *forToken = std::get_if<ForToken>(&m_state)) {
        std::get<RateLimitLayer>(layers[m_depth]).limiter->cancel(forToken->ticket);
        noteWaited(Policy::RateLimit, forToken->since, now);
    } else if (const auto *forPlace = std::get_if<ForPlace>(&m_state)) {
        std::get<BulkheadLayer>(layers[m_depth]).bulkhead->cancel(forPlace->ticket);
        noteWaited(Policy::Bulkhead, forPlace->since, now);
    } else if (const auto *forRetry = std::get_if<ForRetry>(&m_state)) {
        const auto rest = std::max(saturatingDifference(forRetry->until, now), Nanoseconds::zero());
        m_report.totalDelay -= rest;
        m_report.trace.back().took -= rest;
        m_report.trace.back().at = std::min(m_report.trace.back().at, now);
    } else {
        return;
    }
    m_state = Entering{};
}

void PipelineCall::noteWaited(Policy policy, TimePoint since, TimePoint now)
{
    const auto waited = saturatingDifference(now, since);
    m_notThePeers = saturatingAdd(m_notThePeers, waited);
    note({policy, TraceStep::Waited, now, waited});
}

void PipelineCall::noteAndTell(const TraceEntry &entry, const Failure &why)
{
    note(entry);
    const PolicyHook *hook = m_host.hook();
    try {
        if (hook && *hook)
            (*hook)({m_traits.name, entry, why});
    } catch (...) { // the hook's own affair
    }
}

/// Leaves the layers down to `depth` without letting any of them turn the call around. They still give back
/// what they hold and learn how it ended.
void PipelineCall::abandon(std::size_t depth, TimePoint now)
{
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
        else if (std::holds_alternative<RetryLayer>(layer))
            m_retriesEnd.reset();
    }
}

} // namespace fusebox::resilience
