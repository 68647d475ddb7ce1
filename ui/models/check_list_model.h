// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

#include "core/history/check_log.h"

namespace fusebox::ui {

/// The newest checks of one endpoint, newest first; below each the lines that tell more of it: its way
/// through the pipeline, and what the peer sent if it failed.
class CheckListModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, ResultColumn, PhasesColumn };
    enum Role { RecordRole = Qt::UserRole + 1 }; ///< const CheckRecord *, of a check; until the model changes

    using QAbstractItemModel::QAbstractItemModel;

    /// Shows another endpoint's, or none's.
    void reset(const history::CheckLog *log);
    /// Adds what has come since.
    void update(const history::CheckLog &log);
    /// The check, or row of checks, that ended nearest to a moment; invalid if there is none within `reach`.
    [[nodiscard]] QModelIndex nearest(health::TimePoint at, health::Nanoseconds reach) const;
    /// Of the checks that ended in [from, to] the newest that failed; without one the newest that was made.
    [[nodiscard]] QModelIndex mostTelling(health::TimePoint from, health::TimePoint to) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Entry
    {
        history::CheckRecord record;
        QStringList lines;
    };

    [[nodiscard]] const Entry &entry(int row) const
    {
        return m_entries[m_entries.size() - 1 - std::size_t(row)];
    }
    [[nodiscard]] int rowOf(std::deque<Entry>::const_iterator entry) const
    {
        return int(m_entries.end() - entry) - 1;
    }
    [[nodiscard]] QVariant lineData(const QModelIndex &index, int role) const;
    [[nodiscard]] QVariant checkData(const QModelIndex &index, int role) const;
    void append(const history::CheckLog &log, std::size_t added);
    void dropOldest();
    void followNewest(const history::CheckLog &log, std::size_t added);

    std::deque<Entry> m_entries; ///< oldest first
    std::uint64_t m_ever = 0;    ///< CheckLog::ever() when last read: the number after the newest entry's
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::history::CheckRecord *)
