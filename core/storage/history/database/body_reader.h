// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "core/history/record/stored_uptime.h"
#include "core/storage/history/codec/chunk_codec.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// Bodies by when their stretch begins.
using BodiesByTime = std::map<WallTime, history::Body>;

/// Reads figures: what is sealed from chunks, what is not yet from ten-second bodies, so that nobody notices
/// the difference. What cannot be read is passed over. Thread: the connection's.
class BodyReader
{
public:
    explicit BodyReader(Connection &connection);

    /// Those of a layer that begin in `stretch`, or reach into it.
    [[nodiscard]] BodiesByTime bodies(EndpointNumber endpoint, const history::Stretch &stretch, Layer layer);
    /// Ten-second bodies of all endpoints.
    [[nodiscard]] std::unordered_map<EndpointNumber, BodiesByTime> all(const history::Stretch &stretch);
    /// How the time of a stretch was: of hours, and of minutes where only a part of an hour is wanted.
    [[nodiscard]] std::vector<history::StoredShares> shares(EndpointNumber endpoint,
                                                            const history::Stretch &stretch);

private:
    void addChunks(EndpointNumber endpoint, const history::Stretch &stretch, Layer layer,
                   BodiesByTime &bodies);
    void addOpenHours(EndpointNumber endpoint, const history::Stretch &stretch, Layer layer,
                      BodiesByTime &bodies);
    void addSlots(EndpointNumber endpoint, const history::Stretch &stretch, Layer layer,
                  BodiesByTime &bodies);
    void refine(EndpointNumber endpoint, WallTime hour, const history::Stretch &stretch,
                std::map<WallTime, history::StoredShares> &shares);

    Statement m_chunks;
    Statement m_openHours;
    Statement m_slot;
    Statement m_slots;
};

} // namespace fusebox::storage
