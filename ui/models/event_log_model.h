// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <vector>

#include <QAbstractTableModel>

#include "ui/models/log_entry.h"

namespace fusebox::ui {

/// What happened, oldest first; the newest 2,000 lines.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int maxRows = 2000;
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

private:
    void makeRoomFor(int added);
    [[nodiscard]] const LogEntry &entry(int row) const { return m_entries[std::size_t(row)]; }

    std::deque<LogEntry> m_entries;
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::ui::LogEntry *)
