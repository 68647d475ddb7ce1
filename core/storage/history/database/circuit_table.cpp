// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/circuit_table.h"

#include "core/storage/history/codec/circuit_codec.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

CircuitTable::CircuitTable(Connection &connection)
    : m_set(connection, u"INSERT OR REPLACE INTO circuit (endpoint, saved_at, body) VALUES (?, ?, ?)"_s)
    , m_remove(connection, u"DELETE FROM circuit WHERE endpoint = ?"_s)
{
}

void CircuitTable::set(EndpointNumber endpoint, WallTime at, const resilience::SavedCircuit &circuit)
{
    m_set.run(endpoint, stored(at), encodeCircuit(circuit));
}

void CircuitTable::remove(EndpointNumber endpoint)
{
    m_remove.run(endpoint);
}

std::vector<StoredCircuit> readCircuits(Connection &connection)
{
    std::vector<StoredCircuit> circuits;
    Statement all(connection, u"SELECT id, saved_at, body FROM circuit JOIN endpoint ON number = endpoint"_s);
    all.run();
    while (all.next())
        if (auto circuit = decodeCircuit(all.bytes(2)))
            circuits.push_back({all.text(0), wallOf(all.number(1)), *std::move(circuit)});
    return circuits;
}

} // namespace fusebox::storage
