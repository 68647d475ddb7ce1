// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/saved_circuit.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// A circuit as it was at its last transition, to be taken up again by the next run.
struct StoredCircuit
{
    settings::EndpointId endpoint = {};
    WallTime at = {};
    resilience::SavedCircuit circuit = {}; ///< saved at the zero of its own clock: see shifted()
};

/// The newest of each endpoint. Thread: the connection's.
class CircuitTable
{
public:
    explicit CircuitTable(Connection &connection);

    void set(EndpointNumber endpoint, WallTime at, const resilience::SavedCircuit &circuit);
    void remove(EndpointNumber endpoint);

private:
    Statement m_set;
    Statement m_remove;
};

/// All that can be read.
[[nodiscard]] std::vector<StoredCircuit> readCircuits(Connection &connection);

} // namespace fusebox::storage
