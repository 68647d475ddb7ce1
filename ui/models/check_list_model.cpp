// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/check_list_model.h"

#include <algorithm>

#include "ui/text/check_text.h"
#include "ui/text/clock_text.h"
#include "ui/text/sentences.h"

namespace fusebox::ui {

namespace {

health::Nanoseconds distanceTo(const history::CheckRecord &record, health::TimePoint at)
{
    return std::chrono::abs(std::clamp(at, record.first.steady, record.at.steady) - at);
}

/// The id of a check's own row; its lines have the check's number, from 1.
constexpr quintptr checkId = 0;

QString resultText(const history::CheckRecord &record)
{
    const QString sentence = eventSentence({record.at, {}, record.check});
    return record.times > 1 ? repeatedPhrase(sentence, record.times, record.first.wall) : sentence;
}

} // namespace

void CheckListModel::reset(const history::CheckLog *log)
{
    beginResetModel();
    m_entries.clear();
    m_ever = log ? log->ever() : 0;
    if (log)
        append(*log, log->records().size());
    endResetModel();
}

void CheckListModel::update(const history::CheckLog &log)
{
    const std::uint64_t added = log.ever() - m_ever;
    if (log.ever() < m_ever || added > log.records().size()) // begun anew, or some were never seen
        return reset(&log);
    followNewest(log, std::size_t(added));
    if (added == 0)
        return;
    beginInsertRows({}, 0, int(added) - 1);
    m_ever = log.ever();
    append(log, std::size_t(added));
    endInsertRows();
    dropOldest();
}

QModelIndex CheckListModel::nearest(health::TimePoint at, health::Nanoseconds reach) const
{
    const auto distance = [at](const Entry &e) { return distanceTo(e.record, at); };
    const auto found = std::ranges::min_element(m_entries, {}, distance);
    if (found == m_entries.end() || distance(*found) > reach)
        return {};
    return index(rowOf(found), TimeColumn);
}

QModelIndex CheckListModel::mostTelling(health::TimePoint from, health::TimePoint to) const
{
    std::vector<history::CheckMark> marks;
    for (const auto &entry : m_entries)
        marks.push_back(history::markOf(entry.record));
    const auto at = history::mostTelling(marks, from, to);
    const auto telling = std::find_if(m_entries.begin(), m_entries.end(),
                                      [&](const auto &entry) { return entry.record.at.steady == at; });
    return telling == m_entries.end() ? QModelIndex() : index(rowOf(telling), TimeColumn);
}

QModelIndex CheckListModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? quintptr(m_ever - std::uint64_t(parent.row())) : checkId);
}

QModelIndex CheckListModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == checkId)
        return {};
    return createIndex(int(m_ever - child.internalId()), 0, checkId);
}

int CheckListModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_entries.size());
    const bool isCheck = parent.internalId() == checkId && parent.column() == 0;
    return isCheck ? int(entry(parent.row()).lines.size()) : 0;
}

int CheckListModel::columnCount(const QModelIndex &) const
{
    return PhasesColumn + 1;
}

QVariant CheckListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return index.internalId() == checkId ? checkData(index, role) : lineData(index, role);
}

QVariant CheckListModel::lineData(const QModelIndex &index, int role) const
{
    const QString &line = entry(index.parent().row()).lines[index.row()];
    if (role == Qt::DisplayRole && index.column() == TimeColumn)
        return line;
    return role == Qt::ToolTipRole ? line.toHtmlEscaped() : QVariant();
}

QVariant CheckListModel::checkData(const QModelIndex &index, int role) const
{
    const history::CheckRecord &record = entry(index.row()).record;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == TimeColumn)
            return timeOfDay(record.at.wall);
        return index.column() == ResultColumn ? resultText(record) : QString();
    case Qt::ToolTipRole:
        return fullTime(record.at.wall).toHtmlEscaped() + QStringLiteral("<br>") +
               resultText(record).toHtmlEscaped();
    case RecordRole: return QVariant::fromValue(&record);
    default: return {};
    }
}

void CheckListModel::append(const history::CheckLog &log, std::size_t added)
{
    const auto &records = log.records();
    for (auto record = records.end() - std::ptrdiff_t(added); record != records.end(); ++record)
        m_entries.push_back({*record, traceLines(record->check) + answerLines(record->check)});
}

/// What is newest here may have been repeated since, before `added` others came.
void CheckListModel::followNewest(const history::CheckLog &log, std::size_t added)
{
    if (m_entries.empty() || log.records().size() <= added)
        return;
    const history::CheckRecord &record = log.records()[log.records().size() - 1 - added];
    if (record.times == m_entries.back().record.times)
        return;
    m_entries.back().record = record;
    Q_EMIT dataChanged(index(0, TimeColumn), index(0, PhasesColumn));
}

void CheckListModel::dropOldest()
{
    const int surplus = rowCount() - int(history::CheckLog::most);
    if (surplus <= 0)
        return;
    beginRemoveRows({}, rowCount() - surplus, rowCount() - 1);
    m_entries.erase(m_entries.begin(), m_entries.begin() + surplus);
    endRemoveRows();
}

} // namespace fusebox::ui
