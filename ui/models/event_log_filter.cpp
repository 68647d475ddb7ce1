// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_log_filter.h"

#include <algorithm>

namespace fusebox::ui {

EventLogFilter::EventLogFilter(EventLogModel &log, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSourceModel(&log);
}

void EventLogFilter::setText(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void EventLogFilter::setKind(std::optional<LogKind> kind)
{
    m_kind = kind;
    invalidateFilter();
}

std::vector<const LogEntry *> EventLogFilter::entries() const
{
    std::vector<const LogEntry *> entries;
    for (int row = 0; row < rowCount(); ++row)
        entries.push_back(index(row, 0).data(EventLogModel::EntryRole).value<const LogEntry *>());
    return entries;
}

bool EventLogFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto *entry =
        sourceModel()->index(row, 0, parent).data(EventLogModel::EntryRole).value<const LogEntry *>();
    if (m_kind && entry->kind != *m_kind)
        return false;
    return std::ranges::all_of(m_words, [entry](const QString &word) {
        return entry->name.contains(word, Qt::CaseInsensitive) ||
               entry->sentence.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace fusebox::ui
