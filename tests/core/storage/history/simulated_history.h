// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/history/history_reader.h"
#include "tests/core/storage/history/stored_examples.h"

namespace fusebox::testing {

/// A history that is written as fast as it can be: time passes when it is told to.
class SimulatedHistory
{
public:
    explicit SimulatedHistory(const settings::HistorySettings &settings = {})
        : m_settings(settings)
    {
        reopen();
    }

    /// As another run does.
    void reopen()
    {
        m_database.reset();
        if (auto opened = storage::HistoryDatabase::open(path(), m_settings))
            m_database = *std::move(opened);
    }
    [[nodiscard]] storage::HistoryDatabase &database() const { return *m_database; }
    [[nodiscard]] std::unique_ptr<storage::HistoryReader> reader() const
    {
        auto opened = storage::HistoryReader::open(path());
        return opened ? *std::move(opened) : nullptr;
    }
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("h.db")); }
    [[nodiscard]] storage::WallTime now() const { return m_now; }
    void setNow(storage::WallTime now) { m_now = now; }

    /// So long, in which each endpoint is up and checked so often in each ten seconds.
    bool pass(std::chrono::milliseconds time, const QStringList &endpoints, int checks = 1)
    {
        for (const auto end = m_now + time; m_now < end; m_now += history::slotLength) {
            storage::HistoryBatch batch;
            for (const QString &id : endpoints)
                batch.records.pieces.push_back({id, m_now, m_checks.body(checks, history::slotLength)});
            if (!m_database->store(batch))
                return false;
        }
        return true;
    }
    /// All the work besides that is to be done by now, and more.
    bool maintain(int turns = 200)
    {
        for (int turn = 0; turn < turns; ++turn)
            if (!m_database->maintain(m_now))
                return false;
        return true;
    }
    /// The first column of the first row.
    [[nodiscard]] qint64 ask(const QString &question) const
    {
        storage::Connection connection(path(), storage::Connection::Access::Read);
        return connection.number(question);
    }
    [[nodiscard]] history::Body sumOf(const QString &id, const history::Stretch &stretch,
                                      storage::Layer layer) const
    {
        history::Body sum;
        for (const storage::StoredBody &stored : reader()->bodies(id, stretch, layer))
            sum += stored.body;
        return sum;
    }

private:
    QTemporaryDir m_folder;
    settings::HistorySettings m_settings;
    std::unique_ptr<storage::HistoryDatabase> m_database;
    SomeChecks m_checks{42};
    storage::WallTime m_now{std::chrono::hours(24 * 20'000)}; // midnight
};

} // namespace fusebox::testing
