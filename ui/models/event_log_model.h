// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <vector>

#include <QAbstractTableModel>

#include "ui/rows/log_entry.h"

namespace fusebox::ui {

/// What happened, oldest first; 2,000 lines. Beyond these the oldest goes of a kind that has more than its
/// share, so that what comes often does not push out what somebody did. A trial that failed is one line.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int maxRows = 2000;
    static constexpr int share = maxRows / int(LogKind::Count);
    enum Column { TimeColumn, NameColumn, EventColumn };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString
        EntryRole                  ///< const LogEntry *, valid until the model changes
    };

    using QAbstractTableModel::QAbstractTableModel;

    void append(std::vector<LogEntry> entries);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void insert(std::vector<LogEntry> entries);
    void dropSurplus();
    void drop(int row, int count);
    void dropSteps(const settings::EndpointId &id);
    [[nodiscard]] int lastOf(const settings::EndpointId &id, int before) const;
    [[nodiscard]] int spareFrom(int row) const;
    [[nodiscard]] bool repeatsVerdict(const LogEntry &entry, const std::vector<LogEntry> &pending) const;
    [[nodiscard]] const LogEntry &entry(int row) const { return m_entries[std::size_t(row)]; }

    std::deque<LogEntry> m_entries;
    std::array<int, std::size_t(LogKind::Count)> m_counts = {}; ///< of each kind
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::ui::LogEntry *)
