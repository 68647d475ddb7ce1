// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/snapshot.h"

namespace fusebox::ui {

/// How much an endpoint needs a person: the lower, the worse. Unhealthy, degraded, unknown, healthy, paused;
/// among equals a circuit that is open comes before one that is not.
[[nodiscard]] int severityRank(const health::EndpointSnapshot &row);

} // namespace fusebox::ui
