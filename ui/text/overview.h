// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/snapshot.h"

namespace fusebox::ui {

/// The whole in a phrase: "All 34 endpoints healthy", "2 of 34 unhealthy · 1 degraded · 1 circuit open".
[[nodiscard]] QString overviewPhrase(const health::OverallStatus &overall);
/// In its stead while this machine is offline: "You are offline since 14:02:11 · only local endpoints are
/// checked".
[[nodiscard]] QString offlinePhrase(health::WallTime since);
/// Likewise while it lacks what checks need: "This machine lacks resources (Too many open files) since
/// 14:02:11 · 9 endpoints are not checked".
[[nodiscard]] QString lackBanner(const health::Lack &lack);
/// What is wrong with one endpoint, for the banner: "Orders API: HTTP 503 · trial in 12 s".
[[nodiscard]] QString culpritPhrase(const health::EndpointSnapshot &culprit, health::TimePoint now);

/// Since when it is as it is; what is down fails since its first failure, whatever its status was meanwhile.
[[nodiscard]] health::Moment sinceWhen(const health::EndpointSnapshot &endpoint);
/// "healthy for 3 h", "unhealthy, failing for 4 min".
[[nodiscard]] QString sincePhrase(const health::EndpointSnapshot &endpoint, health::TimePoint now);

/// Why it is not checked, if it is held or lacks a secret: "not checked: this machine is offline". Empty
/// otherwise.
[[nodiscard]] QString heldPhrase(const health::EndpointSnapshot &endpoint);
/// When a circuit that is open tries again. None while nobody asks: paused, or held as this machine is
/// offline.
[[nodiscard]] std::optional<health::TimePoint> trialDue(const health::EndpointSnapshot &endpoint);

/// What a circuit does now, in a few words: "Next trial in 12 s", "1 of 2 trial calls succeeded".
[[nodiscard]] QString circuitHeadline(const health::EndpointSnapshot &endpoint, health::TimePoint now);
/// Why it is as it is, in a sentence: the trip that began the outage, or how far it is from tripping.
[[nodiscard]] QString circuitReason(const health::EndpointSnapshot &endpoint);
/// What came of it, of a circuit that tripped: the trials since then; before any, the last errors that
/// counted. Empty otherwise.
[[nodiscard]] QString tripEvidence(const health::EndpointSnapshot &endpoint, health::TimePoint now);
/// What the rules would say, while a person's hand rules; empty otherwise.
[[nodiscard]] QString forcedNote(const resilience::CircuitView &circuit);
/// The calls that the rules go by: once it has tripped, those that tripped it.
[[nodiscard]] resilience::WindowCounts windowShown(const health::EndpointSnapshot &endpoint);
/// "12 succeeded · 1 slow · 3 failed in the last 60 s", or "in the last 20 calls" where the window is counted
/// by calls; "At the trip: ... 5 failed in 60 s".
[[nodiscard]] QString windowPhrase(const health::EndpointSnapshot &endpoint);

} // namespace fusebox::ui
