// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/storage/history/database/history_database.h"
#include "core/storage/history/database/history_lock.h"
#include "core/storage/history/history_backlog.h"
#include "core/storage/history/history_state.h"

namespace fusebox::storage {

/// Writes a history on a thread of its own, once a second. While it cannot write it tries again every second,
/// and keeps what comes as far as there is room. Thread: any, but for what is said otherwise.
class HistoryWriter
{
public:
    struct Setup
    {
        QString path = {};
        settings::HistorySettings settings = {};
        std::optional<HistoryLock> lock = {}; ///< none: it is taken when it can be had
        const health::WallClock &clock;       ///< outlives it
        std::function<void(const HistoryState &)> told = [](const auto &) {}; ///< in the writer's thread
    };
    static constexpr std::chrono::milliseconds pace = std::chrono::seconds(1);

    explicit HistoryWriter(Setup setup);
    /// Writes what there is, if it can.
    ~HistoryWriter();
    Q_DISABLE_COPY_MOVE(HistoryWriter)

    /// Takes no longer than a lock and an append.
    void add(HistoryBatch batch);
    /// Those of its next turn.
    void setSettings(const settings::HistorySettings &settings);
    /// Waits until all that was added has been written, or could not be.
    void flush();

private:
    /// Why nothing was written, and whether what was to be written is to blame.
    struct Failure
    {
        Obstacle obstacle = {};
        bool isHopeless = false;
    };
    using Outcome = tl::expected<void, Failure>;

    void run();
    bool awaitTurn();
    void turn();
    void adoptSettings();
    [[nodiscard]] HistoryBatch take();
    void putBack(HistoryBatch batch, const Failure &failure);
    [[nodiscard]] Outcome write(const HistoryBatch &batch);
    [[nodiscard]] Outcome open();
    [[nodiscard]] Failure failed(const SqlFault &fault);
    void tell(const Outcome &outcome);

    Setup m_setup;
    std::unique_ptr<HistoryDatabase> m_database; ///< null: to be opened
    HistoryState m_state;
    HistoryState m_told; ///< as it was told last

    std::mutex m_mutex;
    std::condition_variable m_changed;
    HistoryBacklog m_backlog; ///< from here on under the lock
    std::optional<settings::HistorySettings> m_newSettings = {};
    std::uint64_t m_wanted = 0; ///< turns that somebody waits for
    std::uint64_t m_turns = 0;  ///< that are over
    bool m_isTurning = false;   ///< one is under way
    bool m_stops = false;

    std::thread m_thread; ///< last: it uses all of the others
};

} // namespace fusebox::storage
