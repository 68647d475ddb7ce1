// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>

#include "core/health/values/events.h"

namespace fusebox::health {

/// The stable names of the JSON events and the configuration ("half_open", "http_status"): an interface,
/// never translated.
[[nodiscard]] QLatin1StringView wireName(Status status);
[[nodiscard]] QLatin1StringView wireName(ReasonKind kind);
[[nodiscard]] QLatin1StringView wireName(CheckOutcome outcome);
[[nodiscard]] QLatin1StringView wireName(GapCause cause);
[[nodiscard]] QLatin1StringView wireName(CauseKind kind);
[[nodiscard]] QLatin1StringView wireName(IncidentChange change);
[[nodiscard]] QLatin1StringView wireName(resilience::Source source);
[[nodiscard]] QLatin1StringView wireName(WebSocketChange change);
[[nodiscard]] QLatin1StringView wireName(ManualAct act);
[[nodiscard]] QLatin1StringView wireName(probe::Phase phase);
[[nodiscard]] QLatin1StringView wireName(resilience::ErrorClass errorClass);
[[nodiscard]] QLatin1StringView wireName(resilience::TimeoutScope scope);
[[nodiscard]] QLatin1StringView wireName(resilience::GiveUpReason reason);
[[nodiscard]] QLatin1StringView wireName(resilience::EffectiveState state);
[[nodiscard]] QLatin1StringView wireName(resilience::TransitionReason reason);

} // namespace fusebox::health
