// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/snapshot.h"

namespace fusebox::ui {

/// The whole in a phrase: "All 34 endpoints healthy", "2 of 34 unhealthy · 1 degraded · 1 circuit open".
[[nodiscard]] QString overviewPhrase(const health::OverallStatus &overall);
/// In its stead while this machine is offline: "You are offline since 14:02:11 · only local endpoints are
/// checked".
[[nodiscard]] QString offlinePhrase(health::WallTime since);
/// What is wrong with one endpoint, for the banner: "Orders API: HTTP 503 · trial in 12 s".
[[nodiscard]] QString culpritPhrase(const health::EndpointSnapshot &culprit, health::TimePoint now);

/// What a circuit does now, in a few words: "Next trial in 12 s", "1 of 2 trial calls succeeded".
[[nodiscard]] QString circuitHeadline(const resilience::CircuitView &circuit, health::TimePoint now);
/// Why it is as it is, in a sentence: the trip that opened it, or how far it is from tripping.
[[nodiscard]] QString circuitReason(const resilience::CircuitView &circuit);
/// What the sentence rests on, of a circuit that tripped: the last errors that counted and when. Empty
/// otherwise.
[[nodiscard]] QString tripEvidence(const resilience::CircuitView &circuit, health::TimePoint now);
/// What the rules would say, while a person's hand rules; empty otherwise.
[[nodiscard]] QString forcedNote(const resilience::CircuitView &circuit);
/// "12 succeeded · 1 slow · 3 failed in the last 60 s".
[[nodiscard]] QString windowPhrase(const resilience::CircuitView &circuit);

} // namespace fusebox::ui
