// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/storage/history/simulated_history.h"

/// A load that is easily counted: each batch is one check of each endpoint, five minutes after the one before
/// it, so that an hour is sealed, and what is old is taken away, every twelve batches.
namespace fusebox::testing {

inline constexpr int loadEndpoints = 5;
inline constexpr std::chrono::milliseconds loadStep = std::chrono::minutes(5);
inline constexpr storage::WallTime loadStart{std::chrono::hours(24 * 20'000)};
inline const settings::HistorySettings loadSettings{.tenSeconds = std::chrono::hours(1),
                                                    .minutes = std::chrono::hours(1)};

inline storage::HistoryBatch loadBatch(int number)
{
    storage::HistoryBatch batch;
    for (int i = 0; i < loadEndpoints; ++i) {
        history::Piece piece{QStringLiteral("e%1").arg(i), loadStart + number * loadStep, {}};
        countIn(piece.body, event({}, {}, success(std::chrono::milliseconds(i + number % 50))));
        piece.body.time.up = history::slotLength;
        batch.records.pieces.push_back(std::move(piece));
        batch.records.events.push_back(
            {storage::storedMoment(loadStart + number * loadStep), {}, health::ManualEvent{}});
    }
    return batch;
}

/// What is there of it.
struct LoadFound
{
    QString integrity = {}; ///< "ok", or what is wrong
    int batches = 0;        ///< of the endpoint that has the fewest; -1 where they are not the same
    int events = 0;
};

/// Opened as a run does that comes after a crash.
inline LoadFound findLoad(const QString &path)
{
    LoadFound found;
    {
        const auto opened = storage::HistoryDatabase::open(path, loadSettings);
        if (!opened)
            return {.integrity = QStringLiteral("cannot be opened")};
        storage::Connection connection(path, storage::Connection::Access::Read);
        found.integrity = connection.text(QStringLiteral("PRAGMA integrity_check"));
        found.events = int(connection.number(QStringLiteral("SELECT count(*) FROM event")));
    }
    const auto reader = storage::HistoryReader::open(path);
    std::set<std::uint32_t> counts;
    for (int i = 0; i < loadEndpoints && reader; ++i) {
        history::Body sum;
        for (const auto &stored :
             (*reader)->bodies(QStringLiteral("e%1").arg(i), {storage::firstTime, storage::lastTime},
                               storage::Layer::Hours))
            sum += stored.body;
        counts.insert(sum.checks());
    }
    found.batches = counts.size() == 1 ? int(*counts.begin()) : -1;
    return found;
}

} // namespace fusebox::testing
