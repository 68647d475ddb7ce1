// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include <QString>

#include "core/health/snapshot.h"

namespace fusebox::ui {

/// Caption and value, for a list of facts.
using FactTexts = std::vector<std::pair<QString, QString>>;

/// A WebSocket's session: state and since when, reconnects, round trip, last close, next attempt.
[[nodiscard]] FactTexts sessionFacts(const health::SessionView &session, health::TimePoint now);
/// How the last check reached its peer: HTTP version, family, kept name or connection, each hop where there
/// were redirects, TLS and certificate. `wall` is now.
[[nodiscard]] FactTexts connectionFacts(const health::CheckEvent &check, health::WallTime wall);
/// Somebody chose that its certificate is not verified.
[[nodiscard]] bool isUnverified(const health::EndpointConfig &config);
/// The URL as it is shown; that its certificate is not verified comes first, where nothing cuts it off.
[[nodiscard]] QString addressText(const health::EndpointConfig &config, int mostCharacters = 200);
/// The last check of a polled endpoint, and its last failure when that is another one.
[[nodiscard]] FactTexts checkFacts(const health::EndpointSnapshot &endpoint, health::TimePoint now);

} // namespace fusebox::ui
