// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_log_model.h"

#include <algorithm>
#include <iterator>

#include "ui/text/clock_text.h"

namespace fusebox::ui {

namespace {

QString cellText(const LogEntry &entry, int column)
{
    switch (column) {
    case EventLogModel::TimeColumn: return timeOfDay(entry.at.wall);
    case EventLogModel::NameColumn: return entry.name;
    case EventLogModel::EventColumn: return entry.sentence;
    default: return {};
    }
}

} // namespace

void EventLogModel::append(std::vector<LogEntry> entries)
{
    if (entries.empty())
        return;
    if (entries.size() > std::size_t(maxRows))
        entries.erase(entries.begin(), entries.end() - maxRows);
    const int added = static_cast<int>(entries.size());
    makeRoomFor(added);
    const int first = rowCount();
    beginInsertRows({}, first, first + added - 1);
    std::move(entries.begin(), entries.end(), std::back_inserter(m_entries));
    endInsertRows();
}

int EventLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int EventLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : EventColumn + 1;
}

QVariant EventLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogEntry &line = entry(index.row());
    switch (role) {
    case Qt::DisplayRole: return cellText(line, index.column());
    case Qt::ToolTipRole:
        return fullTime(line.at.wall).toHtmlEscaped() + QStringLiteral("<br>") +
               line.sentence.toHtmlEscaped();
    case IdRole: return line.endpoint;
    case EntryRole: return QVariant::fromValue(&line);
    default: return {};
    }
}

void EventLogModel::makeRoomFor(int added)
{
    const int surplus = rowCount() + added - maxRows;
    if (surplus <= 0)
        return;
    beginRemoveRows({}, 0, surplus - 1);
    m_entries.erase(m_entries.begin(), m_entries.begin() + surplus);
    endRemoveRows();
}

} // namespace fusebox::ui
