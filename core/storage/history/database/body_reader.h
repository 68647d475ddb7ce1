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

/// A body, and what time it is of.
struct StoredBody
{
    history::Stretch stretch = {};
    history::Body body = {};
};

/// How finely a stretch is read.
enum class Grain : std::uint8_t {
    Hours,  ///< and minutes where only a part of an hour is wanted, if they are still kept
    Minutes ///< as far as they are kept, else hours
};

/// Bodies by when their stretch begins.
using BodiesByTime = std::map<WallTime, history::Body>;

/// Reads figures: what is sealed from chunks, what is not yet from ten-second bodies, so that nobody notices
/// the difference. What cannot be read is passed over. Thread: the connection's.
class BodyReader
{
public:
    explicit BodyReader(Connection &connection);

    /// Those of a layer that begin in `stretch`, or reach into it.
    [[nodiscard]] BodiesByTime bodies(EndpointNumber endpoint, const history::Stretch &stretch, Layer layer,
                                      BodyParts parts = BodyParts::All);
    /// Ten-second bodies of all endpoints.
    [[nodiscard]] std::unordered_map<EndpointNumber, BodiesByTime> all(const history::Stretch &stretch);
    /// All of a stretch, of which no two overlap, in the order of time.
    [[nodiscard]] std::vector<StoredBody> pieces(EndpointNumber endpoint, const history::Stretch &stretch,
                                                 Grain grain, BodyParts parts);

private:
    using Pieces = std::map<WallTime, StoredBody>;

    /// Of which endpoint and layer, and how much of it.
    struct Wanted
    {
        EndpointNumber endpoint = 0;
        Layer layer = Layer::TenSeconds;
        BodyParts parts = BodyParts::All;
    };

    void addChunks(const Wanted &wanted, const history::Stretch &stretch, BodiesByTime &bodies);
    void addOpenHours(const Wanted &wanted, const history::Stretch &stretch, BodiesByTime &bodies);
    void addSlots(const Wanted &wanted, const history::Stretch &stretch, BodiesByTime &bodies);
    void addHours(EndpointNumber endpoint, const history::Stretch &stretch, BodyParts parts, Pieces &pieces);
    void addFinely(EndpointNumber endpoint, const history::Stretch &stretch, BodyParts parts, Pieces &pieces);

    Statement m_chunks;
    Statement m_openHours;
    Statement m_slot;
    Statement m_slots;
};

} // namespace fusebox::storage
