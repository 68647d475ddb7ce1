// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_log_model.h"

#include <algorithm>

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

const LogEntry *lastOf(const std::vector<LogEntry> &entries, const settings::EndpointId &id)
{
    const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                    [&](const LogEntry &entry) { return entry.endpoint == id; });
    return found == entries.rend() ? nullptr : &*found;
}

void dropSteps(std::vector<LogEntry> &entries, const settings::EndpointId &id)
{
    while (const LogEntry *last = lastOf(entries, id)) {
        if (last->trial != TrialPart::Step)
            return;
        entries.erase(entries.begin() + (last - entries.data()));
    }
}

} // namespace

void EventLogModel::append(std::vector<LogEntry> entries)
{
    std::vector<LogEntry> kept;
    for (LogEntry &entry : entries) {
        if (entry.trial == TrialPart::Verdict) {
            ui::dropSteps(kept, entry.endpoint);
            if (!ui::lastOf(kept, entry.endpoint))
                dropSteps(entry.endpoint);
        }
        if (!repeatsVerdict(entry, kept))
            kept.push_back(std::move(entry));
    }
    if (kept.empty())
        return;
    insert(std::move(kept));
    dropSurplus();
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

/// Nobody sees it, but it is read out.
QVariant EventLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case NameColumn: return tr("Endpoint");
    default: return tr("Event");
    }
}

void EventLogModel::insert(std::vector<LogEntry> entries)
{
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(entries.size()) - 1);
    for (LogEntry &entry : entries) {
        ++m_counts[std::size_t(entry.kind)];
        m_entries.push_back(std::move(entry));
    }
    endInsertRows();
}

void EventLogModel::drop(int row, int count)
{
    beginRemoveRows({}, row, row + count - 1);
    const auto first = m_entries.begin() + row;
    for (auto entry = first; entry != first + count; ++entry)
        --m_counts[std::size_t(entry->kind)];
    m_entries.erase(first, first + count);
    endRemoveRows();
}

void EventLogModel::dropSurplus()
{
    for (int row = 0, surplus = rowCount() - maxRows; surplus > 0;) {
        const int count = std::min(spareFrom(row), surplus);
        surplus -= count;
        count > 0 ? drop(row, count) : void(++row);
    }
}

/// How many lines from `row` on are of kinds that have more than their share.
int EventLogModel::spareFrom(int row) const
{
    auto counts = m_counts;
    int spare = 0;
    while (row + spare < rowCount() && counts[std::size_t(entry(row + spare).kind)]-- > share)
        ++spare;
    return spare;
}

int EventLogModel::lastOf(const settings::EndpointId &id, int before) const
{
    while (--before >= 0 && entry(before).endpoint != id) {
    }
    return before;
}

void EventLogModel::dropSteps(const settings::EndpointId &id)
{
    for (int row = lastOf(id, rowCount()); row >= 0 && entry(row).trial == TrialPart::Step;
         row = lastOf(id, row))
        drop(row, 1);
}

/// That an endpoint is unhealthy again goes without saying once its trial has failed.
bool EventLogModel::repeatsVerdict(const LogEntry &entry, const std::vector<LogEntry> &pending) const
{
    const auto *status = std::get_if<health::Status>(&entry.sign);
    if (entry.trial != TrialPart::Step || !status || *status != health::Status::Unhealthy)
        return false;
    const LogEntry *last = ui::lastOf(pending, entry.endpoint);
    if (const int row = last ? -1 : lastOf(entry.endpoint, rowCount()); row >= 0)
        last = &this->entry(row);
    return last && last->trial == TrialPart::Verdict;
}

} // namespace fusebox::ui
