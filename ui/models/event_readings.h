// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/health/events.h"
#include "ui/models/sample_series.h"
#include "ui/models/uptime.h"

namespace fusebox::ui {

/// What an event says of the latency at its moment; none: nothing.
[[nodiscard]] std::optional<Sample> sampleIn(const health::Event &event);
/// What it says of whether the endpoint is up from then on; none: nothing new.
[[nodiscard]] std::optional<Uptime::Finding> findingIn(const health::Event &event);

} // namespace fusebox::ui
