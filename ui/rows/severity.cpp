// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/severity.h"

namespace fusebox::ui {

namespace {

int statusRank(health::Status status)
{
    using enum health::Status;
    switch (status) {
    case Unhealthy: return 0;
    case Degraded: return 1;
    case Unknown: return 2;
    case Healthy: return 3;
    default: return 4;
    }
}

int circuitRank(resilience::EffectiveState state)
{
    using enum resilience::EffectiveState;
    switch (state) {
    case Open: return 0;
    case ForcedOpen: return 1;
    case HalfOpen: return 2;
    case Disabled: return 3;
    case MeasureOnly: return 3;
    case Closed: return 4;
    }
    return 4;
}

} // namespace

int severityRank(const health::EndpointSnapshot &row)
{
    return statusRank(row.status) * 8 + circuitRank(effectiveState(row.circuit));
}

} // namespace fusebox::ui
