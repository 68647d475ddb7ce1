// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// The hours of which ten-second bodies are stored, and up to which endpoint each is sealed: what is sealed
/// is in chunks, and the ten seconds only for who wants to look closely. Thread: the connection's.
class HourTable
{
public:
    /// All endpoints are.
    static constexpr EndpointNumber whole = lastEndpoint;

    explicit HourTable(Connection &connection);

    /// By their begin.
    [[nodiscard]] const std::map<WallTime, EndpointNumber> &sealedTo() const { return m_sealedTo; }
    [[nodiscard]] bool isSealed(WallTime hour, EndpointNumber endpoint) const;
    void set(WallTime hour, EndpointNumber sealedTo);
    void remove(WallTime hour);

private:
    std::map<WallTime, EndpointNumber> m_sealedTo;
    Statement m_set;
    Statement m_remove;
};

[[nodiscard]] constexpr WallTime hourOf(WallTime at)
{
    return history::gridBegin(at, hourLength);
}

} // namespace fusebox::storage
