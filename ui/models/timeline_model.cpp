// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/timeline_model.h"

#include "ui/text/clock_text.h"

namespace fusebox::ui {

/// The same lines are left alone, with what is chosen and shown of them.
void TimelineModel::set(std::vector<TimelineLine> lines)
{
    if (lines == m_lines)
        return;
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : TextColumn + 1;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TimelineLine &line = m_lines[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return index.column() == TimeColumn ? dayAndSecond(line.at) : line.text;
    case Qt::ToolTipRole: return fullTime(line.at).toHtmlEscaped();
    case LineRole: return QVariant::fromValue(&line);
    default: return {};
    }
}

/// Nobody sees it, but it is read out.
QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == TimeColumn ? tr("Time") : tr("What happened");
}

} // namespace fusebox::ui
