// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_table_model.h"

#include <algorithm>

#include "ui/models/endpoint_cells.h"

namespace fusebox::ui {

using namespace health;

EndpointTableModel::EndpointTableModel(const HistoryStore &histories, QObject *parent)
    : QAbstractTableModel(parent)
    , m_histories(histories)
{
}

void EndpointTableModel::apply(const MonitorUpdate &update)
{
    remove(update.removed);
    std::vector<const EndpointSnapshot *> known;
    std::vector<const EndpointSnapshot *> added;
    for (const EndpointSnapshot &snapshot : update.changed)
        (m_rowOf.contains(snapshot.config->id) ? known : added).push_back(&snapshot);
    replace(known);
    append(added);
}

const EndpointSnapshot *EndpointTableModel::find(const EndpointId &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &snapshot(row);
}

QStringList EndpointTableModel::ids() const
{
    QStringList ids;
    for (const EndpointSnapshot &row : m_rows)
        ids << row.config->id;
    return ids;
}

int EndpointTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EndpointTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant EndpointTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EndpointSnapshot &row = snapshot(index.row());
    switch (role) {
    case IdRole: return row.config->id;
    case RowRole: return QVariant::fromValue(&row);
    case SamplesRole: {
        const EndpointHistory *history = m_histories.find(row.config->id);
        return QVariant::fromValue(history ? &history->samples : nullptr);
    }
    case Qt::DisplayRole: return cellText(row, Column(index.column()));
    case Qt::AccessibleTextRole: return cellAccessibleText(row, Column(index.column()));
    case Qt::ToolTipRole: return cellToolTip(row, Column(index.column()));
    case Qt::TextAlignmentRole: return cellAlignment(Column(index.column()));
    default: return {};
    }
}

QVariant EndpointTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return columnTitle(Column(section));
    if (role == Qt::TextAlignmentRole)
        return cellAlignment(Column(section));
    return {};
}

void EndpointTableModel::remove(const std::vector<EndpointId> &ids)
{
    std::vector<int> rows;
    for (const EndpointId &id : ids) {
        if (const int row = rowOf(id); row >= 0)
            rows.push_back(row);
    }
    const std::vector<RowRun> runs = rowRuns(std::move(rows));
    std::for_each(runs.rbegin(), runs.rend(), [this](const RowRun &run) { removeRun(run); });
}

void EndpointTableModel::removeRun(RowRun run)
{
    beginRemoveRows({}, run.first, run.last);
    for (int row = run.first; row <= run.last; ++row)
        m_rowOf.remove(snapshot(row).config->id);
    m_rows.erase(m_rows.begin() + run.first, m_rows.begin() + run.last + 1);
    reindexFrom(run.first);
    endRemoveRows();
}

void EndpointTableModel::replace(const std::vector<const EndpointSnapshot *> &known)
{
    std::vector<int> rows;
    for (const EndpointSnapshot *snapshot : known) {
        rows.push_back(rowOf(snapshot->config->id));
        m_rows[std::size_t(rows.back())] = *snapshot;
    }
    // When most rows have changed, one signal over all of them is cheaper than many over a few.
    const bool most = rows.size() * 2 > m_rows.size();
    for (const RowRun &run : most ? std::vector<RowRun>{{0, rowCount() - 1}} : rowRuns(std::move(rows)))
        Q_EMIT dataChanged(index(run.first, 0), index(run.last, columns - 1));
}

void EndpointTableModel::append(const std::vector<const EndpointSnapshot *> &added)
{
    if (added.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (const EndpointSnapshot *snapshot : added)
        m_rows.push_back(*snapshot);
    reindexFrom(first);
    endInsertRows();
}

void EndpointTableModel::reindexFrom(int row)
{
    for (int i = row; i < rowCount(); ++i)
        m_rowOf.insert(snapshot(i).config->id, i);
}

} // namespace fusebox::ui
