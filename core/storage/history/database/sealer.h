// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/storage/history/database/chunk_table.h"
#include "core/storage/history/database/endpoint_table.h"
#include "core/storage/history/database/slot_table.h"

namespace fusebox::storage {

/// Makes chunks of the hours that are over, some endpoints at a time, spread over the hour that follows. What
/// it has done is stored with what it did: it begins where it stopped, whenever that was. Thread: the
/// connection's.
class Sealer
{
public:
    static constexpr int slice = 32; ///< endpoints
    /// What is still on its way when an hour ends has come by then.
    static constexpr milliseconds grace = std::chrono::seconds(15);
    /// The work of an hour is spread over so much of the next.
    static constexpr milliseconds spread = std::chrono::minutes(45);

    Sealer(EndpointTable &endpoints, HourTable &hours, SlotTable &tenSeconds, ChunkTable &chunks)
        : m_endpoints(endpoints)
        , m_hours(hours)
        , m_slots(tenSeconds)
        , m_chunks(chunks)
    {
    }

    [[nodiscard]] bool isDue(WallTime now) const { return dueHour(now).has_value(); }
    /// One slice; within a transaction, and only when it is due.
    void seal(WallTime now);

private:
    [[nodiscard]] std::optional<WallTime> dueHour(WallTime now) const;
    [[nodiscard]] bool isNewest(WallTime hour, WallTime now) const
    {
        return hourOf(now) - hour == hourLength;
    }
    void sealEndpoints(WallTime hour, EndpointNumber after, EndpointNumber to);

    EndpointTable &m_endpoints;
    HourTable &m_hours;
    SlotTable &m_slots;
    ChunkTable &m_chunks;
    WallTime m_next = firstTime; ///< when the next slice of the newest hour is due
};

} // namespace fusebox::storage
