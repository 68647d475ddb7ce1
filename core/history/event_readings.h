// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/health/values/events.h"
#include "core/history/sample_series.h"
#include "core/history/uptime.h"

namespace fusebox::history {

/// How long a check speaks for the time after it: until the next one can be over, or the next dial of a
/// WebSocket.
[[nodiscard]] Nanoseconds holdOf(const settings::EndpointConfig &config);

/// What an event says of the latency at its moment; none: nothing.
[[nodiscard]] std::optional<Sample> sampleIn(const health::Event &event);
/// What it says of whether the endpoint is up from then on; none: nothing new.
[[nodiscard]] std::optional<Uptime::Finding> findingIn(const health::Event &event);

} // namespace fusebox::history
