// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/health/values/clock.h"
#include "core/probe/contract/probe.h"
#include "core/resilience/circuit_breaker.h"
#include "core/resilience/fallback.h"

namespace fusebox::health {

enum class Status : std::uint8_t { Healthy, Degraded, Unhealthy, Unknown, Paused, Count };

/// Why an endpoint has its status. Values of the JSON events; see wire_names.h.
enum class ReasonKind : std::uint8_t {
    Slow,          ///< the last check took longer than slow_after
    NeededRetries, ///< the last check succeeded, but not at once
    HalfOpen,      ///< trials decide
    CircuitOpen,
    ForcedOpen,
    CircuitDisabled, ///< nothing would stop the calls: worth saying, but no fault by itself
    CheckFailed,     ///< the last check failed
    Connecting,      ///< a WebSocket's first connection
    Reconnecting,    ///< a WebSocket was lost and is dialled again
    GaveUp,          ///< a WebSocket used up its retries
    CertificateExpiresSoon,
    Stopped,          ///< a WebSocket was told not to come back
    Stale,            ///< no message came over a WebSocket for stale_after
    NoSubprotocol,    ///< a WebSocket's server chose none of those it was asked for
    ServedByFallback, ///< the endpoint itself did not answer
    Warning           ///< it answered, and said that something is not as it should be
};

struct StatusReason
{
    ReasonKind kind = ReasonKind::CheckFailed;
    Nanoseconds latency{0}; ///< Slow
    Nanoseconds limit{0};   ///< Slow: slow_after; Stale: stale_after
    Nanoseconds age{0}; ///< Stale: of the last message, or of the connection; ServedByFallback: of the answer
    int attempts = 0;   ///< NeededRetries, Reconnecting
    std::optional<probe::ProbeFailure> failure = {};         ///< CheckFailed, Reconnecting, GaveUp, Stopped
    resilience::Source source = resilience::Source::Primary; ///< ServedByFallback
    std::chrono::seconds certificateLeft{0};                 ///< CertificateExpiresSoon; < 0: it has expired
    QString text = {};                                       ///< Warning: as it came
};

/// A status with what led to it.
struct Verdict
{
    Status status = Status::Unknown;
    std::vector<StatusReason> reasons = {};

    /// Takes the worse of the two and keeps the reason.
    void worsen(Status to, const StatusReason &reason);
};

/// What a status needs to know of the peer's certificates.
struct CertificateFigures
{
    std::optional<std::chrono::seconds> left = {}; ///< until the first of them expires
    Nanoseconds warning{0};
};

/// By the time of day, as certificates go. `expiry`: of the first of those shown last, if any were.
/// `lifetime` of the one that was shown: of one that is made for days a third of them is warning enough.
[[nodiscard]] CertificateFigures certificateFigures(std::optional<std::chrono::sys_seconds> expiry,
                                                    std::optional<std::chrono::seconds> lifetime,
                                                    Nanoseconds warning, WallTime now);

/// What a status needs to know of the last check that measured something.
struct CheckFigures
{
    std::optional<StatusReason> fallback = {}; ///< who answered instead
    Nanoseconds latency{0};
    Nanoseconds slowAfter{0};
    int attempts = 0;
    std::optional<probe::ProbeFailure> failure = {};
    CertificateFigures certificate = {};
    std::optional<QString> warning = {}; ///< what the answer says that is not as it should be
};

[[nodiscard]] Verdict judgeCheck(resilience::EffectiveState circuit, const std::optional<CheckFigures> &last);

// Parts of a verdict, for whoever judges: each makes it worse where there is reason to.
void judgeCircuit(resilience::EffectiveState circuit, Verdict &verdict);
/// A failure while trials decide is told, but half-open stays degraded until the verdict.
void judgeFailure(resilience::EffectiveState circuit, const StatusReason &reason, Verdict &verdict);
/// In whole seconds: a certificate without end has more time left than nanoseconds can say.
void judgeCertificate(const CertificateFigures &certificate, Verdict &verdict);

/// How many endpoints have each status, and what that makes of the whole.
struct OverallStatus
{
    Status status = Status::Unknown;
    std::array<int, static_cast<std::size_t>(Status::Count)> counts = {};
    int openCircuits = 0; ///< open or forced open

    [[nodiscard]] int count(Status s) const { return counts[static_cast<std::size_t>(s)]; }
    [[nodiscard]] int &count(Status s) { return counts[static_cast<std::size_t>(s)]; }
    [[nodiscard]] int total() const;
    bool operator==(const OverallStatus &) const = default;
};

/// Healthy if all are, unhealthy if none is healthy or degraded, else degraded. Paused and unknown do not
/// vote; with no votes it is unknown.
[[nodiscard]] Status overallOf(const OverallStatus &counts);

} // namespace fusebox::health
