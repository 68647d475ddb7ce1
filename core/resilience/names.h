// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/resilience/backoff.h"
#include "core/resilience/duration.h"
#include "core/resilience/pipeline_call.h"

namespace fusebox::resilience {

/// The stable word of an enumerator, for logs, metrics and files ("half_open", "http_status"): an interface,
/// never translated, and the one that events and the configuration use. It ends with a null character and
/// lasts as long as the program. Of what is no enumerator, Count included: empty. Thread: any.
[[nodiscard]] constexpr std::string_view name(CircuitState state)
{
    switch (state) {
    case CircuitState::Closed: return "closed";
    case CircuitState::HalfOpen: return "half_open";
    case CircuitState::Open: return "open";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(ForcedState state)
{
    switch (state) {
    case ForcedState::None: return "none";
    case ForcedState::ForcedOpen: return "forced_open";
    case ForcedState::Disabled: return "disabled";
    case ForcedState::MeasureOnly: return "measure_only";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(EffectiveState state)
{
    switch (state) {
    case EffectiveState::Closed: return "closed";
    case EffectiveState::HalfOpen: return "half_open";
    case EffectiveState::Open: return "open";
    case EffectiveState::ForcedOpen: return "forced_open";
    case EffectiveState::Disabled: return "disabled";
    case EffectiveState::MeasureOnly: return "measure_only";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(TransitionReason reason)
{
    switch (reason) {
    case TransitionReason::FailuresInWindow: return "failures_in_window";
    case TransitionReason::ConsecutiveFailures: return "consecutive_failures";
    case TransitionReason::FailureRate: return "failure_rate";
    case TransitionReason::RecoveryTimeElapsed: return "recovery_time_elapsed";
    case TransitionReason::TrialsSucceeded: return "trials_succeeded";
    case TransitionReason::TrialFailed: return "trial_failed";
    case TransitionReason::TrialTimedOut: return "trial_timed_out";
    case TransitionReason::ManualReset: return "manual_reset";
    case TransitionReason::ManualForceOpen: return "manual_force_open";
    case TransitionReason::ManualDisable: return "manual_disable";
    case TransitionReason::SlowRate: return "slow_rate";
    case TransitionReason::ManualMeasureOnly: return "manual_measure_only";
    case TransitionReason::ManualLift: return "manual_lift";
    case TransitionReason::ForcedOpenExpired: return "forced_open_expired";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(ErrorClass errorClass)
{
    switch (errorClass) {
    case ErrorClass::Dns: return "dns";
    case ErrorClass::Refused: return "refused";
    case ErrorClass::Unreachable: return "unreachable";
    case ErrorClass::Reset: return "reset";
    case ErrorClass::Tls: return "tls";
    case ErrorClass::Timeout: return "timeout";
    case ErrorClass::Protocol: return "protocol";
    case ErrorClass::HttpStatus: return "http_status";
    case ErrorClass::Assertion: return "assertion";
    case ErrorClass::Cancelled: return "cancelled";
    case ErrorClass::Rejected: return "rejected";
    case ErrorClass::Exception: return "exception";
    case ErrorClass::Count: break;
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(RejectedBy policy)
{
    switch (policy) {
    case RejectedBy::Circuit: return "circuit";
    case RejectedBy::RateLimit: return "rate_limit";
    case RejectedBy::Bulkhead: return "bulkhead";
    case RejectedBy::Machine: return "machine";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(TimeoutScope scope)
{
    switch (scope) {
    case TimeoutScope::Phase: return "phase";
    case TimeoutScope::Attempt: return "attempt";
    case TimeoutScope::Total: return "total";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Success: return "success";
    case Outcome::Failure: return "failure";
    case Outcome::Slow: return "slow";
    case Outcome::Ignored: return "ignored";
    case Outcome::Count: break;
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Growth growth)
{
    switch (growth) {
    case Growth::Constant: return "constant";
    case Growth::Linear: return "linear";
    case Growth::Exponential: return "exponential";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Jitter jitter)
{
    switch (jitter) {
    case Jitter::Full: return "full";
    case Jitter::Equal: return "equal";
    case Jitter::Proportional: return "proportional";
    case Jitter::Decorrelated: return "decorrelated";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(GiveUpReason reason)
{
    switch (reason) {
    case GiveUpReason::AttemptsUsedUp: return "attempts_used_up";
    case GiveUpReason::NotRetryable: return "not_retryable";
    case GiveUpReason::NotRepeatable: return "not_repeatable";
    case GiveUpReason::NoTimeLeft: return "no_time_left";
    case GiveUpReason::NoBudgetLeft: return "no_budget_left";
    case GiveUpReason::CircuitOpen: return "circuit_open";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Source source)
{
    switch (source) {
    case Source::Primary: return "primary";
    case Source::Alternative: return "alternative";
    case Source::LastGood: return "last_good";
    case Source::Static: return "static";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Policy policy)
{
    switch (policy) {
    case Policy::Fallback: return "fallback";
    case Policy::TotalTimeout: return "total_timeout";
    case Policy::RateLimit: return "rate_limit";
    case Policy::Bulkhead: return "bulkhead";
    case Policy::Circuit: return "circuit";
    case Policy::Retry: return "retry";
    case Policy::AttemptTimeout: return "attempt_timeout";
    case Policy::Operation: return "operation";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(TraceStep step)
{
    switch (step) {
    case TraceStep::Waited: return "waited";
    case TraceStep::Rejected: return "rejected";
    case TraceStep::Trial: return "trial";
    case TraceStep::Succeeded: return "succeeded";
    case TraceStep::Failed: return "failed";
    case TraceStep::Delayed: return "delayed";
    case TraceStep::GaveUp: return "gave_up";
    case TraceStep::TimedOut: return "timed_out";
    case TraceStep::FellBack: return "fell_back";
    case TraceStep::Cancelled: return "cancelled";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(PipelineFault fault)
{
    switch (fault) {
    case PipelineFault::Twice: return "twice";
    case PipelineFault::NoMachine: return "no_machine";
    case PipelineFault::BadDuration: return "bad_duration";
    case PipelineFault::BadAttempts: return "bad_attempts";
    case PipelineFault::InsideRetry: return "inside_retry";
    case PipelineFault::OutsideRetry: return "outside_retry";
    case PipelineFault::InsideCircuit: return "inside_circuit";
    case PipelineFault::NotShorterThanTheTotal: return "not_shorter_than_the_total";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(DurationError error)
{
    switch (error) {
    case DurationError::Empty: return "empty";
    case DurationError::NoNumber: return "no_number";
    case DurationError::NoUnit: return "no_unit";
    case DurationError::UnknownUnit: return "unknown_unit";
    case DurationError::TooLarge: return "too_large";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(Ending::Kind kind)
{
    switch (kind) {
    case Ending::Kind::Completed: return "completed";
    case Ending::Kind::Cancelled: return "cancelled";
    case Ending::Kind::TimedOut: return "timed_out";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(PipelineCall::Ended ended)
{
    switch (ended) {
    case PipelineCall::Ended::Wanted: return "wanted";
    case PipelineCall::Ended::Unwanted: return "unwanted";
    case PipelineCall::Ended::Slow: return "slow";
    }
    return {};
}

[[nodiscard]] constexpr std::string_view name(SharedBulkhead::Place place)
{
    switch (place) {
    case SharedBulkhead::Place::Waiting: return "waiting";
    case SharedBulkhead::Place::Entered: return "entered";
    case SharedBulkhead::Place::Displaced: return "displaced";
    }
    return {};
}

} // namespace fusebox::resilience
