// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/values/status.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace fusebox::health {

using resilience::EffectiveState;

void judgeCircuit(EffectiveState circuit, Verdict &verdict)
{
    switch (circuit) {
    case EffectiveState::Open: verdict.worsen(Status::Unhealthy, {.kind = ReasonKind::CircuitOpen}); return;
    case EffectiveState::ForcedOpen:
        verdict.worsen(Status::Unhealthy, {.kind = ReasonKind::ForcedOpen});
        return;
    case EffectiveState::HalfOpen: verdict.worsen(Status::Degraded, {.kind = ReasonKind::HalfOpen}); return;
    case EffectiveState::Disabled: verdict.reasons.push_back({.kind = ReasonKind::CircuitDisabled}); return;
    case EffectiveState::MeasureOnly:
    case EffectiveState::Closed: return;
    }
}

void judgeFailure(EffectiveState circuit, const StatusReason &reason, Verdict &verdict)
{
    verdict.worsen(circuit == EffectiveState::HalfOpen ? Status::Degraded : Status::Unhealthy, reason);
}

void judgeCertificate(const CertificateFigures &certificate, Verdict &verdict)
{
    if (certificate.left && *certificate.left < std::chrono::ceil<std::chrono::seconds>(certificate.warning))
        verdict.worsen(Status::Degraded,
                       {.kind = ReasonKind::CertificateExpiresSoon, .certificateLeft = *certificate.left});
}

namespace {

/// Someone answered, if not the endpoint: never healthy, and not unhealthy. What is wrong is told besides.
Verdict judgeFallback(EffectiveState circuit, const CheckFigures &last)
{
    Verdict verdict{Status::Degraded, {*last.fallback}};
    Verdict besides;
    judgeCircuit(circuit, besides);
    if (last.failure && last.failure->errorClass != resilience::ErrorClass::Rejected)
        besides.reasons.push_back(
            {.kind = ReasonKind::CheckFailed, .attempts = last.attempts, .failure = last.failure});
    std::ranges::move(besides.reasons, std::back_inserter(verdict.reasons));
    return verdict;
}

} // namespace

CertificateFigures certificateFigures(std::optional<std::chrono::sys_seconds> expiry,
                                      std::optional<std::chrono::seconds> lifetime, Nanoseconds warning,
                                      WallTime now)
{
    if (!expiry)
        return {};
    constexpr std::chrono::seconds longest = std::chrono::years(200); // more is more than nanoseconds can say
    const Nanoseconds third = std::clamp(lifetime.value_or(longest), std::chrono::seconds(0), longest) / 3;
    return {*expiry - std::chrono::floor<std::chrono::seconds>(now), std::min(warning, third)};
}

void Verdict::worsen(Status to, const StatusReason &reason)
{
    const bool worse = status == Status::Unknown || status == Status::Healthy || to == Status::Unhealthy;
    if (worse)
        status = to;
    reasons.push_back(reason);
}

Verdict judgeCheck(EffectiveState circuit, const std::optional<CheckFigures> &last)
{
    if (last && last->fallback)
        return judgeFallback(circuit, *last);
    Verdict verdict;
    if (last && !last->failure)
        verdict.status = Status::Healthy;
    judgeCircuit(circuit, verdict);
    if (!last)
        return verdict;
    if (last->failure)
        judgeFailure(circuit,
                     {.kind = ReasonKind::CheckFailed, .attempts = last->attempts, .failure = last->failure},
                     verdict);
    else if (last->latency > last->slowAfter)
        verdict.worsen(Status::Degraded,
                       {.kind = ReasonKind::Slow, .latency = last->latency, .limit = last->slowAfter});
    if (last->failure)
        return verdict;
    if (last->warning)
        verdict.worsen(Status::Degraded, {.kind = ReasonKind::Warning, .text = *last->warning});
    if (last->attempts > 1)
        verdict.worsen(Status::Degraded, {.kind = ReasonKind::NeededRetries, .attempts = last->attempts});
    judgeCertificate(last->certificate, verdict);
    return verdict;
}

int OverallStatus::total() const
{
    return std::accumulate(counts.begin(), counts.end(), 0);
}

Status overallOf(const OverallStatus &counts)
{
    const int healthy = counts.count(Status::Healthy);
    const int degraded = counts.count(Status::Degraded);
    const int unhealthy = counts.count(Status::Unhealthy);
    if (healthy + degraded + unhealthy == 0)
        return Status::Unknown;
    if (healthy + degraded == 0)
        return Status::Unhealthy;
    return degraded + unhealthy == 0 ? Status::Healthy : Status::Degraded;
}

} // namespace fusebox::health
