// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/probe/contract/probe.h"
#include "core/resilience/saved_circuit.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::health {

/// An endpoint's circuit after a transition, to be kept for the next run. Its times are of the monitor's
/// clock.
struct KeptCircuit
{
    settings::EndpointId endpoint = {};
    resilience::SavedCircuit circuit = {};
};

/// A circuit of an earlier run, to be taken up again.
struct RememberedCircuit
{
    resilience::SavedCircuit circuit = {};
    resilience::Nanoseconds elapsed{0};              ///< since it was saved; >= 0: its open time has run on
    std::optional<probe::ProbeFailure> failure = {}; ///< behind its last trip, where it is known
};

} // namespace fusebox::health
