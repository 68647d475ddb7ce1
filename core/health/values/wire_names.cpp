// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/values/wire_names.h"

#include <array>

#include "core/resilience/names.h"

namespace fusebox::health {

using namespace Qt::StringLiterals;

namespace {

/// Names in the order of the enumerators.
template <std::size_t Size, typename Enum>
QLatin1StringView nameOf(const std::array<QLatin1StringView, Size> &names, Enum value)
{
    return names.at(static_cast<std::size_t>(value));
}

/// The core's enums have their words there.
template <typename Enum>
QLatin1StringView nameInCore(Enum value)
{
    const std::string_view word = resilience::name(value);
    return {word.data(), static_cast<qsizetype>(word.size())};
}

} // namespace

QLatin1StringView wireName(Status status)
{
    static constexpr std::array names{"healthy"_L1, "degraded"_L1, "unhealthy"_L1, "unknown"_L1, "paused"_L1};
    static_assert(names.size() == static_cast<std::size_t>(Status::Count));
    return nameOf(names, status);
}

QLatin1StringView wireName(ReasonKind kind)
{
    static constexpr std::array names{"slow"_L1,
                                      "needed_retries"_L1,
                                      "half_open"_L1,
                                      "circuit_open"_L1,
                                      "forced_open"_L1,
                                      "circuit_disabled"_L1,
                                      "check_failed"_L1,
                                      "connecting"_L1,
                                      "reconnecting"_L1,
                                      "gave_up"_L1,
                                      "certificate_expires_soon"_L1,
                                      "stopped"_L1,
                                      "stale"_L1,
                                      "no_subprotocol"_L1,
                                      "served_by_fallback"_L1,
                                      "warning"_L1};
    static_assert(names.size() == static_cast<std::size_t>(ReasonKind::Warning) + 1);
    return nameOf(names, kind);
}

QLatin1StringView wireName(CheckOutcome outcome)
{
    static constexpr std::array names{"success"_L1, "slow"_L1,    "failure"_L1,
                                      "ignored"_L1, "skipped"_L1, "fallback"_L1};
    static_assert(names.size() == static_cast<std::size_t>(CheckOutcome::Fallback) + 1);
    return nameOf(names, outcome);
}

QLatin1StringView wireName(resilience::Source source)
{
    return nameInCore(source);
}

QLatin1StringView wireName(GapCause cause)
{
    static constexpr std::array names{"paused"_L1,    "circuit_open"_L1, "rate_limited"_L1, "crowded"_L1,
                                      "offline"_L1,   "asleep"_L1,       "disconnected"_L1, "no_resources"_L1,
                                      "no_secret"_L1, "overloaded"_L1,   "not_running"_L1,  "not_stored"_L1,
                                      "silent"_L1};
    static_assert(names.size() == gapCauses);
    return nameOf(names, cause);
}

QLatin1StringView wireName(CauseKind kind)
{
    static constexpr std::array names{"host"_L1, "address"_L1, "issuer"_L1, "resolver"_L1};
    static_assert(names.size() == static_cast<std::size_t>(CauseKind::Resolver) + 1);
    return nameOf(names, kind);
}

QLatin1StringView wireName(IncidentChange change)
{
    static constexpr std::array names{"began"_L1, "grew"_L1, "ended"_L1, "dropped"_L1};
    static_assert(names.size() == static_cast<std::size_t>(IncidentChange::Dropped) + 1);
    return nameOf(names, change);
}

QLatin1StringView wireName(WebSocketChange change)
{
    static constexpr std::array names{"queued"_L1,  "connecting"_L1, "connected"_L1,
                                      "pong"_L1,    "message"_L1,    "disconnected"_L1,
                                      "waiting"_L1, "gave_up"_L1,    "stopped"_L1};
    static_assert(names.size() == static_cast<std::size_t>(WebSocketChange::Stopped) + 1);
    return nameOf(names, change);
}

QLatin1StringView wireName(ManualAct act)
{
    static constexpr std::array names{"edit"_L1,       "remove"_L1,    "pause"_L1,
                                      "resume"_L1,     "check_now"_L1, "reset_circuit"_L1,
                                      "force_open"_L1, "disable"_L1,   "send_message"_L1};
    static_assert(names.size() == static_cast<std::size_t>(ManualAct::SendMessage) + 1);
    return nameOf(names, act);
}

QLatin1StringView wireName(probe::Phase phase)
{
    static constexpr std::array names{"dns"_L1, "connect"_L1, "tls"_L1, "send"_L1, "wait"_L1, "transfer"_L1};
    static_assert(names.size() == static_cast<std::size_t>(probe::Phase::Count));
    return nameOf(names, phase);
}

QLatin1StringView wireName(resilience::ErrorClass errorClass)
{
    return nameInCore(errorClass);
}

QLatin1StringView wireName(resilience::TimeoutScope scope)
{
    return nameInCore(scope);
}

QLatin1StringView wireName(resilience::GiveUpReason reason)
{
    return nameInCore(reason);
}

QLatin1StringView wireName(resilience::EffectiveState state)
{
    return nameInCore(state);
}

QLatin1StringView wireName(resilience::TransitionReason reason)
{
    return nameInCore(reason);
}

} // namespace fusebox::health
