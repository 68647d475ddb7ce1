// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/polled/check_run.h"

#include <algorithm>

#include "core/health/endpoint/spread.h"
#include "core/probe/contract/machine_lack.h"
#include "core/probe/loop/stall_watch.h"

namespace fusebox::health {

using resilience::ErrorClass;
using resilience::PipelineCall;
using resilience::RejectedBy;

namespace {

bool isCircuitOpen(const resilience::Trace &trace)
{
    return std::ranges::any_of(trace, [](const resilience::TraceEntry &entry) {
        return entry.policy == resilience::Policy::Circuit && entry.step == resilience::TraceStep::Rejected;
    });
}

/// A check whose time was up while it waited for its turn was refused by what it waited for.
std::optional<resilience::Failure> refusalIn(const resilience::Trace &trace)
{
    using resilience::Policy;
    const auto waited =
        std::ranges::find(trace, resilience::TraceStep::Waited, &resilience::TraceEntry::step);
    if (waited == trace.end())
        return {};
    const auto by = waited->policy == Policy::RateLimit ? RejectedBy::RateLimit : RejectedBy::Bulkhead;
    return resilience::Failure{.errorClass = ErrorClass::Rejected, .rejectedBy = by};
}

/// Nothing was measured that says anything.
CheckEvent overloaded()
{
    CheckEvent gap;
    gap.outcome = CheckOutcome::Skipped;
    gap.gap = GapCause::Overloaded;
    return gap;
}

probe::ProbeResult cancelled()
{
    return {.failure = probe::ProbeFailure{{.errorClass = ErrorClass::Cancelled}}};
}

/// A turn that was not had in time, or what this machine lacks.
bool isNobodysFault(const resilience::Failure &failure)
{
    return failure.errorClass == ErrorClass::Rejected || probe::isLack(failure);
}

GapCause gapOf(const resilience::Failure &refusal)
{
    switch (refusal.rejectedBy.value_or(RejectedBy::Circuit)) {
    case RejectedBy::Machine: return GapCause::NoResources;
    case RejectedBy::RateLimit: return GapCause::RateLimited;
    case RejectedBy::Bulkhead: return GapCause::Crowded;
    case RejectedBy::Circuit: break;
    }
    return GapCause::CircuitOpen;
}

} // namespace

CheckRun::CheckRun(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
                   const resilience::Pipeline &pipeline, probe::Question &question,
                   std::optional<TimePoint> lastGoodAt, std::function<void(CheckEvent)> done,
                   std::function<void()> changed)
    : m_config(std::move(config))
    , m_services(std::move(services))
    , m_pipeline(pipeline)
    , m_question(question)
    , m_lastGoodAt(lastGoodAt)
    , m_done(std::move(done))
    , m_changed(std::move(changed))
    , m_call(m_pipeline, {.repeatable = question.isRepeatable()}, *this)
{
}

/// The call ends at this moment, not at its last event.
CheckRun::~CheckRun()
{
    (void)m_call.cancel(m_services.clock.now());
}

/// The place was given by another check, in this thread: going on is for the monitor's next turn.
resilience::Waker CheckRun::waker() const
{
    return [this] {
        m_woken = true;
        m_changed();
    };
}

std::optional<CheckEvent> CheckRun::begin()
{
    m_beganAt = m_services.clock.now();
    return act(m_call.start(m_beganAt));
}

void CheckRun::advance()
{
    if (m_probe)
        return;
    m_woken = false;
    if (isOverWhileWaiting() && stoodStill())
        return giveUpAsGap();
    drive(m_call.resume(m_services.clock.now()));
}

std::optional<TimePoint> CheckRun::nextDeadline() const
{
    if (m_probe)
        return std::nullopt;
    return m_woken ? std::optional(m_services.clock.now()) : m_call.nextDeadline();
}

std::optional<CheckEvent> CheckRun::act(const Next &next)
{
    if (const auto *start = std::get_if<PipelineCall::StartAttempt>(&next))
        attempt(*start);
    else if (const auto *end = std::get_if<Finish>(&next))
        return conclude(*end);
    return std::nullopt;
}

void CheckRun::drive(const Next &next)
{
    auto check = act(next);
    if (!check)
        return m_changed();
    // The last thing we do: the run may be gone after it, and must not take the callback along while it runs.
    const auto done = std::move(m_done);
    done(*std::move(check));
}

void CheckRun::attempt(const PipelineCall::StartAttempt &start)
{
    m_asksAnother = start.alternative.has_value();
    m_deadline = start.deadline;
    const Nanoseconds total = m_deadline ? m_deadline->at - m_services.clock.now() : m_config->timeouts.total;
    auto probe = m_asksAnother ? askAnother(*start.alternative, total) : m_question.attempt(total);
    m_probe.reset(probe.release());
    QObject::connect(m_probe.get(), &probe::Probe::finished, m_probe.get(),
                     [this](const probe::ProbeResult &result) { attemptEnded(result); });
    m_attemptedAt = m_services.clock.now();
    m_sleep = SleepDetector(m_services.clock.suspended());
    m_probe->start();
}

std::unique_ptr<probe::Probe> CheckRun::askAnother(int alternative, Nanoseconds total) const
{
    auto request = settings::fallbackRequestOf(*m_config, static_cast<std::size_t>(alternative));
    request.timeouts.total = total;
    return m_services.probes.create(std::move(request));
}

/// An attempt that was slept through tells nothing of its peer.
void CheckRun::attemptEnded(const probe::ProbeResult &result)
{
    if (m_sleep.sleptUntil(m_services.clock.suspended()))
        giveUp(cancelled());
    else if (!m_asksAnother && isOurLateness(result) && stoodStill())
        giveUpAsGap();
    else
        take(result);
}

/// Whether what came of it may have come of our own being late: a peer that heard nothing of us hangs up.
bool CheckRun::isOurLateness(const probe::ProbeResult &result) const
{
    if (!result.failure)
        return result.latency > m_config->slowAfter ||
               (m_deadline && m_services.clock.now() >= m_deadline->at);
    return result.failure->errorClass == ErrorClass::Timeout ||
           result.failure->errorClass == ErrorClass::Reset;
}

/// The time is up in which the endpoint might have been asked once more.
bool CheckRun::isOverWhileWaiting() const
{
    const bool mayAskAgain = m_call.report().attempts > 0 && !m_asksAnother;
    return mayAskAgain && m_services.clock.now() >= saturatingAdd(m_beganAt, m_config->timeouts.total);
}

bool CheckRun::stoodStill() const
{
    return m_services.stalls.hasStalledSince(m_attemptedAt);
}

void CheckRun::giveUpAsGap()
{
    m_isGap = true;
    giveUp(cancelled());
}

/// The attempt counts for nothing. The call is cancelled, for its time may be up, too, and its circuit would
/// hold that against the peer.
void CheckRun::giveUp(const probe::ProbeResult &result)
{
    if (!m_asksAnother)
        m_result = result;
    m_probe.reset();
    drive(m_call.cancel(m_services.clock.now()));
}

void CheckRun::take(probe::ProbeResult result)
{
    if (result.failure)
        noteWhoseTimeWasUp(*result.failure);
    if (!m_asksAnother && result.failure) {
        if (lostItsTimeWaiting(*result.failure))
            result.failure = probe::ProbeFailure{*refusalIn(m_call.report().trace)};
        if (isNobodysFault(*result.failure)) // others are not asked either: that would take what is lacking
            return giveUp(result);
    }
    if (!m_asksAnother)
        m_result = result;
    m_probe.reset();
    const TimePoint now = m_services.clock.now();
    const auto ended = isWarning(result) ? PipelineCall::Ended::Slow : PipelineCall::Ended::Wanted;
    drive(result.failure ? m_call.attemptFailed(withSpreadWish(*result.failure), now)
                         : m_call.attemptSucceeded(ended, now));
}

/// What a server says to many (it may have named one moment for all of them) is not done by all at once. No
/// sooner than it said.
resilience::Failure CheckRun::withSpreadWish(resilience::Failure failure) const
{
    if (const auto wish = failure.retryAfter; wish && *wish > Nanoseconds::zero()) {
        const auto within = std::max({*wish / 10, m_config->retry.backoff.initialDelay, Nanoseconds::zero()});
        failure.retryAfter = saturatingAdd(*wish, spreadOver(within, *m_services.random));
    }
    return failure;
}

/// A limit that gave no turn is no reason to ask others instead.
resilience::FallbackOptions CheckRun::fallbacks(TimePoint now) const
{
    const auto &trace = m_call.report().trace;
    if (m_call.report().attempts == 0 && !isCircuitOpen(trace))
        return {};
    const settings::FallbackSettings &settings = m_config->part<settings::FallbackSettings>();
    return {.alternatives = static_cast<int>(settings.urls.size()),
            .lastGood = settings.lastGood && m_lastGoodAt && now - *m_lastGoodAt < *settings.lastGood};
}

FallbackAnswer CheckRun::fallbackOf(const Finish &end) const
{
    const bool isLastGood = end.source == resilience::Source::LastGood;
    return {end.source, isLastGood ? m_services.clock.now() - *m_lastGoodAt : Nanoseconds(0)};
}

/// What is the whole to a probe may be one attempt of the check.
void CheckRun::noteWhoseTimeWasUp(probe::ProbeFailure &failure) const
{
    if (m_deadline && failure.timedOut == resilience::TimeoutScope::Total)
        failure.timedOut = m_deadline->scope;
}

/// Its time was up because it had to wait for its turn: that is nobody's failure.
bool CheckRun::lostItsTimeWaiting(const probe::ProbeFailure &failure) const
{
    const auto &report = m_call.report();
    const bool hadAllOfIt =
        saturatingDifference(m_services.clock.now(), m_attemptedAt) >= m_config->timeouts.total;
    return report.attempts <= 1 && failure.timedOut == resilience::TimeoutScope::Total && !hadAllOfIt &&
           refusalIn(report.trace);
}

CheckEvent CheckRun::conclude(const Finish &end)
{
    if (m_isGap)
        return overloaded();
    CheckEvent check{std::move(m_result)};
    check.attempts = m_call.report().attempts;
    check.trace = m_call.report().trace;
    if (end.source != resilience::Source::Primary)
        check.fallback = fallbackOf(end);
    const auto &failure = m_call.report().originalError ? m_call.report().originalError : end.failure;
    if (failure && !check.failure) // refused, or its time was up while it waited
        check.failure = probe::ProbeFailure{refusalIn(check.trace).value_or(*failure), {}};
    check.outcome = outcomeOf(check);
    if (check.outcome == CheckOutcome::Skipped)
        check.gap = gapOf(*check.failure);
    return check;
}

CheckOutcome CheckRun::outcomeOf(const CheckEvent &check) const
{
    if (check.fallback)
        return CheckOutcome::Fallback;
    if (check.attempts == 0)
        return CheckOutcome::Skipped;
    if (!check.failure)
        return check.latency > m_config->slowAfter || isWarning(check) ? CheckOutcome::Slow
                                                                       : CheckOutcome::Success;
    switch (check.failure->errorClass) {
    case ErrorClass::Cancelled: return CheckOutcome::Ignored;
    case ErrorClass::Rejected: return CheckOutcome::Skipped;
    default: return CheckOutcome::Failure;
    }
}

} // namespace fusebox::health
