// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/trip_rules.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fusebox::resilience {

namespace {

/// Shares are compared as quotients: a correctly rounded 3 / 10 is the very number that 0.3 is read as, so a
/// rate equal to its threshold is seen to be equal.
double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0.0 : double(part) / double(whole);
}

/// The smallest part of `whole` whose share reaches `rate`.
std::uint32_t partReaching(double rate, std::uint32_t whole)
{
    auto part = static_cast<std::uint32_t>(rate * whole);
    while (share(part, whole) < rate)
        ++part;
    return part;
}

RuleReading countRule(TransitionReason rule, int actual, int threshold)
{
    return {.rule = rule,
            .actual = double(actual),
            .threshold = double(threshold),
            .callsLeft = std::max(threshold - actual, 0)};
}

/// So many calls away is not worth a number.
constexpr double kTooMany = 1e9;

/// The smallest n with (part + n) / (total + n) >= rate, if there is one.
std::optional<std::uint32_t> callsToRate(double rate, std::uint32_t part, std::uint32_t total)
{
    if (rate >= 1)
        return part == total ? std::optional(total == 0 ? 1U : 0U) : std::nullopt;
    const double needed = std::floor((rate * total - part) / (1 - rate));
    if (needed >= kTooMany)
        return {};
    auto n = static_cast<std::uint32_t>(std::max(needed, 0.0));
    while (share(std::uint64_t(part) + n, std::uint64_t(total) + n) < rate)
        ++n;
    return n;
}

std::optional<int> callsLeft(double rate, std::uint32_t part, std::uint32_t total, const CircuitSettings &s)
{
    const auto capacity = static_cast<std::uint32_t>(s.rateCalls);
    const auto minimum = static_cast<std::uint32_t>(s.minimumCalls);
    auto left = callsToRate(rate, part, total);
    // A full count window keeps its size: each further call drives one out, at best one that does not count.
    if (capacity > 0 && (!left || std::uint64_t(total) + *left > capacity))
        left = partReaching(rate, capacity) - part;
    if (!left)
        return {};
    return static_cast<int>(std::max(*left, total < minimum ? minimum - total : 0));
}

RuleReading rateRule(TransitionReason rule, double rate, std::uint32_t part, const CircuitSettings &s,
                     std::uint32_t total)
{
    return {.rule = rule,
            .actual = share(part, total),
            .threshold = rate,
            .known = std::cmp_greater_equal(total, s.minimumCalls),
            .callsLeft = callsLeft(rate, part, total, s)};
}

/// True if no number of further calls can bring `part` up to `rate` of `whole`.
bool cannotReach(double rate, std::uint32_t others, std::uint32_t whole)
{
    return rate <= 0 || share(whole - std::min(others, whole), whole) < rate;
}

std::optional<TrialVerdict> verdictByCount(const CircuitSettings &s, const WindowCounts &trials)
{
    if (trials.failures() > 0)
        return TrialVerdict{false, TransitionReason::TrialFailed, double(trials.failures()), 1};
    if (s.slowRate > 0 && trials.slow() > 0)
        return TrialVerdict{false, TransitionReason::SlowRate, share(trials.slow(), trials.total()),
                            s.slowRate};
    const int successes = static_cast<int>(trials.total());
    if (successes < s.successThreshold)
        return {};
    return TrialVerdict{true, TransitionReason::TrialsSucceeded, double(successes),
                        double(s.successThreshold)};
}

std::optional<TrialVerdict> verdictByRate(const CircuitSettings &s, const WindowCounts &trials)
{
    const auto sample = static_cast<std::uint32_t>(s.trialSample);
    const double failed = share(trials.failures(), sample);
    const double slow = share(trials.slow(), sample);
    if (failed >= s.trialFailureRate)
        return TrialVerdict{false, TransitionReason::TrialFailed, failed, s.trialFailureRate};
    if (s.slowRate > 0 && slow >= s.slowRate)
        return TrialVerdict{false, TransitionReason::SlowRate, slow, s.slowRate};
    const auto notFailed = trials.total() - trials.failures();
    const auto notSlow = trials.total() - trials.slow();
    if (!cannotReach(s.trialFailureRate, notFailed, sample) || !cannotReach(s.slowRate, notSlow, sample))
        return {};
    const auto needed = sample - partReaching(s.trialFailureRate, sample) + 1;
    return TrialVerdict{true, TransitionReason::TrialsSucceeded, double(notFailed), double(needed)};
}

} // namespace

std::optional<RuleReading> firedRule(const CircuitSettings &s, const Evidence &evidence)
{
    if (s.consecutiveFailures > 0 && evidence.consecutiveFailures >= s.consecutiveFailures)
        return countRule(TransitionReason::ConsecutiveFailures, evidence.consecutiveFailures,
                         s.consecutiveFailures);
    if (s.failureThreshold > 0 && evidence.failuresInWindow >= s.failureThreshold)
        return countRule(TransitionReason::FailuresInWindow, evidence.failuresInWindow, s.failureThreshold);
    const auto total = evidence.calls.total();
    if (std::cmp_less(total, s.minimumCalls))
        return {};
    const double failed = share(evidence.calls.failures(), total);
    if (s.failureRate > 0 && failed >= s.failureRate)
        return rateRule(TransitionReason::FailureRate, s.failureRate, evidence.calls.failures(), s, total);
    const double slow = share(evidence.calls.slow(), total);
    if (s.slowRate > 0 && slow >= s.slowRate)
        return rateRule(TransitionReason::SlowRate, s.slowRate, evidence.calls.slow(), s, total);
    return {};
}

std::vector<RuleReading> readRules(const CircuitSettings &s, const Evidence &evidence)
{
    std::vector<RuleReading> readings;
    const auto &calls = evidence.calls;
    if (s.consecutiveFailures > 0)
        readings.push_back(countRule(TransitionReason::ConsecutiveFailures, evidence.consecutiveFailures,
                                     s.consecutiveFailures));
    if (s.failureThreshold > 0)
        readings.push_back(
            countRule(TransitionReason::FailuresInWindow, evidence.failuresInWindow, s.failureThreshold));
    if (s.failureRate > 0)
        readings.push_back(
            rateRule(TransitionReason::FailureRate, s.failureRate, calls.failures(), s, calls.total()));
    if (s.slowRate > 0)
        readings.push_back(rateRule(TransitionReason::SlowRate, s.slowRate, calls.slow(), s, calls.total()));
    return readings;
}

std::optional<TrialVerdict> trialVerdict(const CircuitSettings &settings, const WindowCounts &trials)
{
    return settings.trialSample > 0 ? verdictByRate(settings, trials) : verdictByCount(settings, trials);
}

} // namespace fusebox::resilience
