// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/transition_model.h"

#include <algorithm>

#include "ui/text/clock_text.h"
#include "ui/text/sentences.h"

namespace fusebox::ui {

namespace {

QString cellText(const history::TransitionEntry &entry, int column)
{
    switch (column) {
    case TransitionModel::TimeColumn: return timeOfDay(entry.at.wall);
    case TransitionModel::ChangeColumn:
        return TransitionModel::tr("%1 → %2").arg(circuitWord(entry.record.from),
                                                  circuitWord(entry.record.to));
    case TransitionModel::WhyColumn: return transitionSentence(entry.record, entry.failure);
    default: return {};
    }
}

} // namespace

void TransitionModel::reset(const history::EndpointHistory *history)
{
    beginResetModel();
    m_entries = history ? history->transitions : std::deque<history::TransitionEntry>();
    m_seen = history ? history->transitionsEver : 0;
    endResetModel();
}

void TransitionModel::update(const history::EndpointHistory &history)
{
    const auto added = std::min<std::uint64_t>(history.transitionsEver - m_seen, history.transitions.size());
    const auto known = history.transitions.size() - added;
    if (known > m_entries.size())
        return reset(&history); // what was before this run was put in front of them
    m_seen = history.transitionsEver;
    if (added == 0)
        return;
    beginInsertRows({}, 0, static_cast<int>(added) - 1);
    m_entries.insert(m_entries.end(), history.transitions.end() - static_cast<std::ptrdiff_t>(added),
                     history.transitions.end());
    endInsertRows();
    dropOldest();
}

void TransitionModel::dropOldest()
{
    const int surplus = rowCount() - static_cast<int>(history::EndpointHistory::maxTransitions);
    if (surplus <= 0)
        return;
    beginRemoveRows({}, rowCount() - surplus, rowCount() - 1);
    m_entries.erase(m_entries.begin(), m_entries.begin() + surplus);
    endRemoveRows();
}

int TransitionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int TransitionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : WhyColumn + 1;
}

QVariant TransitionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole: return cellText(entry(index.row()), index.column());
    case Qt::ToolTipRole:
        return fullTime(entry(index.row()).at.wall).toHtmlEscaped() + QStringLiteral("<br>") +
               cellText(entry(index.row()), WhyColumn).toHtmlEscaped();
    case EntryRole: return QVariant::fromValue(&entry(index.row()));
    default: return {};
    }
}

QVariant TransitionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case ChangeColumn: return tr("Circuit");
    default: return tr("Why");
    }
}

const history::TransitionEntry &TransitionModel::entry(int row) const
{
    return m_entries[m_entries.size() - 1 - static_cast<std::size_t>(row)];
}

} // namespace fusebox::ui
