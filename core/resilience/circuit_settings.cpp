// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_settings.h"

#include <algorithm>
#include <cmath>

namespace fusebox::resilience {

namespace {

constexpr double kLeastGrowth = 1.0 / 64; // of a step: 2^63 ns are 2,817 steps from 1 ns

double rate(double value)
{
    return value > 0 ? std::min(value, 1.0) : 0.0; // what is no number turns the rule off
}

} // namespace

CircuitSettings sanitized(CircuitSettings s)
{
    s.failureThreshold = std::clamp(s.failureThreshold, 0, kMostCalls);
    s.consecutiveFailures = std::max(s.consecutiveFailures, 0);
    s.failureRate = rate(s.failureRate);
    s.slowRate = rate(s.slowRate);
    s.rateCalls = std::clamp(s.rateCalls, 0, kMostCalls);
    s.minimumCalls = std::max(s.minimumCalls, 1);
    if (s.rateCalls > 0)
        s.minimumCalls = std::min(s.minimumCalls, s.rateCalls);
    s.failureWindow = std::max(s.failureWindow, kTick);
    s.recoveryTimeout = std::max(s.recoveryTimeout, kTick);
    s.openTimeMultiplier = s.openTimeMultiplier > 1 ? s.openTimeMultiplier : 1.0;
    s.maxOpenTime = std::max(s.maxOpenTime, s.recoveryTimeout);
    s.successThreshold = std::max(s.successThreshold, 1);
    s.trialCalls = std::max(s.trialCalls, 1);
    s.trialSample = std::clamp(s.trialSample, 0, kMostCalls);
    s.trialFailureRate = s.trialFailureRate > 0 ? std::min(s.trialFailureRate, 1.0) : 1.0;
    s.trialTimeout = std::max(s.trialTimeout, kTick);
    return s;
}

std::int64_t reopeningsOfAStep(const CircuitSettings &settings)
{
    const double growth = settings.openTimeMultiplier - 1;
    if (growth <= 0 || growth >= kLeastGrowth)
        return 1;
    return std::llround(std::ceil(std::log1p(kLeastGrowth) / std::log1p(growth))); // 7e13 at most
}

Nanoseconds openTime(const CircuitSettings &settings, std::int64_t reopenings)
{
    // Not by arithmetic of doubles where nothing grows: open lasts exactly its time.
    if (settings.openTimeMultiplier <= 1 || reopenings <= 0)
        return settings.recoveryTimeout;
    const std::int64_t step = reopeningsOfAStep(settings);
    const auto steps = static_cast<double>(reopenings / step * step);
    const double grown =
        static_cast<double>(settings.recoveryTimeout.count()) * std::pow(settings.openTimeMultiplier, steps);
    if (!(grown < static_cast<double>(settings.maxOpenTime.count())))
        return settings.maxOpenTime;
    return Nanoseconds(std::llround(grown));
}

} // namespace fusebox::resilience
