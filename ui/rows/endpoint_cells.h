// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "core/health/values/snapshot.h"

/// What is said of an endpoint in one line, in the table and elsewhere.
namespace fusebox::ui {

/// The latency as it is now; none while nothing is measured (paused, offline, circuit open, disconnected)
/// or the last check failed: an old value is never shown as the present one.
[[nodiscard]] std::optional<health::Nanoseconds> currentLatency(const health::EndpointSnapshot &row);
/// "12 ms", or a dash where nothing is known.
[[nodiscard]] QString latencyOrDash(const std::optional<health::Nanoseconds> &latency);
/// The name an endpoint goes by, fit for one line.
[[nodiscard]] QString displayName(const settings::EndpointConfig &config);
/// Why it is as it is; of a healthy endpoint the failure it had last. Empty: nothing to say.
[[nodiscard]] QString reasonText(const health::EndpointSnapshot &row);

} // namespace fusebox::ui
