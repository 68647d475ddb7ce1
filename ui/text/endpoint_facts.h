// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include <QString>

#include "core/health/values/snapshot.h"

namespace fusebox::ui {

/// Caption and value, for a list of facts.
using FactTexts = std::vector<std::pair<QString, QString>>;

/// A WebSocket's session: state and since when, next attempt, reconnects, last close, traffic.
[[nodiscard]] FactTexts sessionFacts(const health::SessionView &session, health::TimePoint now);
/// The pings of a WebSocket over a stretch of time.
struct RoundTrips
{
    std::uint32_t pings = 0; ///< answered
    std::uint32_t failures = 0;
    health::Nanoseconds least{0}; ///< of the pings; zero without any
    health::Nanoseconds most{0};
    health::Nanoseconds length{0};
};
/// "45 pings in 15 min, 2 failures, 6.4 ms to 9.6 ms".
[[nodiscard]] QString roundTripText(const RoundTrips &trips);
/// How the last check reached its peer: HTTP version, family, kept name or connection, each hop where there
/// were redirects, TLS and certificate. `wall` is now.
[[nodiscard]] FactTexts connectionFacts(const health::CheckEvent &check, health::WallTime wall);
/// Somebody chose that its certificate is not verified.
[[nodiscard]] bool isUnverified(const settings::EndpointConfig &config);
/// The URL as it is shown; that its certificate is not verified comes first, where nothing cuts it off.
[[nodiscard]] QString addressText(const settings::EndpointConfig &config, int mostCharacters = 200);
/// The last check of a polled endpoint, and its last failure when that is another one.
[[nodiscard]] FactTexts checkFacts(const health::EndpointSnapshot &endpoint, health::TimePoint now);

} // namespace fusebox::ui
