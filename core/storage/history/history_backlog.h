// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/history/record/stored_uptime.h"
#include "core/storage/history/database/history_batch.h"

namespace fusebox::storage {

/// What waits to be written, as long as there is room for it. When there is not, bodies go, the oldest first,
/// and what they told of is a gap `not_stored`; events stay, but for a flood of them. Thread: one at a time.
class HistoryBacklog
{
public:
    /// Each is some 600 bytes: half a minute of 10,000 endpoints.
    static constexpr std::size_t mostPieces = 50'000;
    static constexpr std::size_t mostEvents = 200'000;

    void add(HistoryBatch batch);
    /// All there is, and, if something was dropped, the event that says so.
    [[nodiscard]] HistoryBatch take();
    /// What was taken could not be written; it comes before what has been added since.
    void giveBack(HistoryBatch batch);
    /// What was taken can never be written.
    void drop(const HistoryBatch &batch);

    [[nodiscard]] bool isEmpty() const { return m_batch.isEmpty() && !m_dropped; }
    /// Bodies and events that were dropped, ever.
    [[nodiscard]] std::uint64_t droppedEver() const { return m_droppedEver; }

private:
    void append(HistoryBatch batch);
    void makeRoom();
    void dropPieces();
    void dropEvents();
    void noteDropped(const history::Stretch &stretch, std::size_t number);

    HistoryBatch m_batch;
    std::optional<history::Stretch> m_dropped = {}; ///< not told yet
    std::uint64_t m_droppedEver = 0;
};

} // namespace fusebox::storage
