// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>

#include "core/storage/history/history_keeper.h"
#include "core/storage/history/history_reader.h"
#include "tests/support/builders.h"

namespace fusebox::testing {

/// A history in a folder of its own, and a clock that moves when it is told.
struct HistoryFolder
{
    QTemporaryDir folder = {};
    ManualClock clock = {};

    [[nodiscard]] QString path() const { return folder.filePath(QStringLiteral("of/history.db")); }

    [[nodiscard]] std::unique_ptr<storage::HistoryKeeper>
    keeper(const settings::HistorySettings &settings = {}) const
    {
        auto start = storage::startHistory(path(), clock.wallNow());
        if (!start)
            return nullptr;
        return std::make_unique<storage::HistoryKeeper>(*std::move(start), settings, clock);
    }
    [[nodiscard]] std::unique_ptr<storage::HistoryReader> reader() const
    {
        auto reader = storage::HistoryReader::open(path());
        return reader ? *std::move(reader) : nullptr;
    }
    [[nodiscard]] history::Stretch last(std::chrono::milliseconds length) const
    {
        return {clock.wallNow() - length, clock.wallNow()};
    }

    /// Somebody is watched from now on.
    void meet(storage::HistoryKeeper &keeper, const QString &id) const
    {
        health::MonitorUpdate update = updateOf({endpoint(id, health::Status::Unknown)});
        update.at = clock.moment();
        keeper.add(std::make_shared<const health::MonitorUpdate>(update));
    }
    /// Its circuit is this one now.
    void keep(storage::HistoryKeeper &keeper, const QString &id,
              const resilience::SavedCircuit &circuit) const
    {
        health::MonitorUpdate update;
        update.at = clock.moment();
        update.circuits.push_back({id, circuit});
        keeper.add(std::make_shared<const health::MonitorUpdate>(update));
    }
    /// Something happens now.
    void happen(storage::HistoryKeeper &keeper, const QString &id, decltype(health::Event::what) what) const
    {
        health::MonitorUpdate update;
        update.at = clock.moment();
        update.events.push_back(event(id, clock.moment(), std::move(what)));
        keeper.add(std::make_shared<const health::MonitorUpdate>(update));
    }
};

} // namespace fusebox::testing
