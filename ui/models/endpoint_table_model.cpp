// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_table_model.h"

#include <algorithm>

#include "ui/rows/cell_texts.h"
#include "ui/rows/sort_values.h"

namespace fusebox::ui {

using namespace health;

namespace {

/// Where a line has gone: a row may have another number now, a heading keeps its group.
Line movedLine(const Line &line, const std::vector<int> &movedTo)
{
    if (line.isHeading() || movedTo.empty())
        return line;
    return {movedTo[std::size_t(line.row)], line.group};
}

int cellAlignment(int column)
{
    return columnSpec(column).align | Qt::AlignVCenter;
}

} // namespace

EndpointTableModel::EndpointTableModel(EndpointStore &endpoints, const history::HistoryStore &histories,
                                       QObject *parent)
    : QAbstractTableModel(parent)
    , m_endpoints(endpoints)
    , m_histories(histories)
{
}

bool EndpointTableModel::apply(const history::UpdatePart &update)
{
    const bool move = m_endpoints.wouldComeOrGo(update);
    if (move)
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint); // only lines move: headers need not care
    const EndpointStore::Changes changes = m_endpoints.apply(update);
    if (move) {
        place(arranged(), changes.movedTo);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    }
    tellOfChanges(changes);
    return move;
}

void EndpointTableModel::tellOfChanges(const EndpointStore::Changes &changes)
{
    std::vector<int> lines;
    lines.reserve(changes.rows.size() + changes.groups.size());
    for (const int row : changes.rows)
        lines.push_back(m_lineOfRow[std::size_t(row)]);
    for (const int group : changes.groups)
        lines.push_back(m_lineOfHeading[std::size_t(group)]);
    std::erase(lines, -1);
    for (const RowRun &run : rowRuns(std::move(lines)))
        Q_EMIT dataChanged(index(run.first, 0), index(run.last, columns - 1));
}

bool EndpointTableModel::setFilter(const EndpointFilter &filter)
{
    m_filter = filter;
    return refresh();
}

bool EndpointTableModel::setGrouped(bool grouped)
{
    m_isGrouped = grouped;
    return refresh();
}

bool EndpointTableModel::setFolded(const QString &group, bool folded)
{
    if (folded)
        m_folded.insert(group);
    else
        m_folded.remove(group);
    const bool moved = refresh();
    if (const int line = m_lineOfHeading[std::size_t(m_endpoints.groupNumber(group))]; line >= 0)
        Q_EMIT dataChanged(index(line, 0), index(line, columns - 1));
    return moved;
}

void EndpointTableModel::unfoldFor(const settings::EndpointId &id)
{
    if (const EndpointSnapshot *endpoint = m_endpoints.find(id); endpoint && lineOf(id) < 0)
        setFolded(endpoint->config->group, false);
}

bool EndpointTableModel::setFoldedGroups(const QStringList &groups)
{
    m_folded = {groups.begin(), groups.end()};
    return refresh();
}

QStringList EndpointTableModel::foldedGroups() const
{
    QStringList groups = m_folded.values();
    groups.sort();
    return groups;
}

bool EndpointTableModel::refresh(const std::vector<HeldRow> &held)
{
    const std::vector<int> shown = m_shown;
    std::vector<Line> lines = arranged();
    holdRows(lines, held);
    if (lines == m_lines) {
        if (shown != m_shown && !lines.empty()) // of a folded group
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        return false;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint); // only lines move: headers need not care
    place(std::move(lines));
    Q_EMIT layoutChanged({}, VerticalSortHint);
    return true;
}

std::optional<GroupHeading> EndpointTableModel::heading(int line) const
{
    const Line &at = m_lines[std::size_t(line)];
    if (!at.isHeading())
        return {};
    const auto &group = m_endpoints.groups()[std::size_t(at.group)];
    return GroupHeading{group.name, group.tally, m_folded.contains(group.name),
                        m_shown[std::size_t(at.group)]};
}

const EndpointSnapshot *EndpointTableModel::snapshot(int line) const
{
    const Line &at = m_lines[std::size_t(line)];
    return at.isHeading() ? nullptr : &m_endpoints.snapshot(at.row);
}

int EndpointTableModel::lineOf(const settings::EndpointId &id) const
{
    const int row = m_endpoints.rowOf(id);
    return row < 0 ? -1 : m_lineOfRow[std::size_t(row)];
}

int EndpointTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int EndpointTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant EndpointTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EndpointSnapshot *row = snapshot(index.row());
    if (!row)
        return headingData(index.row(), index.column(), role);
    const auto column = Column(index.column());
    if (role == IdRole)
        return row->config->id;
    if (role == RowRole)
        return QVariant::fromValue(row);
    if (role == Qt::TextAlignmentRole)
        return cellAlignment(column);
    const history::EndpointHistory *history = m_histories.find(row->config->id);
    if (role == HistoryRole)
        return QVariant::fromValue(history);
    const CellSource source{*row, history, m_now};
    switch (role) {
    case Qt::DisplayRole: return cellText(source, column);
    case Qt::AccessibleTextRole: return cellAccessibleText(source, column);
    case Qt::ToolTipRole: return cellToolTip(source, column);
    default: return {};
    }
}

/// Its text stands in the first column and is painted across all.
QVariant EndpointTableModel::headingData(int line, int column, int role) const
{
    const GroupHeading at = *heading(line);
    switch (role) {
    case IdRole: return QString();
    case RowRole: return QVariant::fromValue<const EndpointSnapshot *>(nullptr);
    case HistoryRole: return QVariant::fromValue<const history::EndpointHistory *>(nullptr);
    case Qt::DisplayRole: return column == StatusColumn ? headingText(at) : QString();
    case Qt::AccessibleTextRole: return headingAccessibleText(at);
    default: return {};
    }
}

QVariant EndpointTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    if (role == Qt::DisplayRole)
        return columnTitle(section);
    if (role == Qt::TextAlignmentRole)
        return cellAlignment(section);
    if (role == Qt::ToolTipRole)
        return columnToolTip(section);
    return {};
}

Qt::ItemFlags EndpointTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const auto common = Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    return m_lines[std::size_t(index.row())].isHeading() ? common : common | Qt::ItemIsSelectable;
}

void EndpointTableModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column >= 0 && column < columns ? Column(column) : StatusColumn;
    m_sortOrder = order;
    refresh();
}

const Tally &EndpointTableModel::found() const
{
    return m_filter.hasWords() ? m_found : m_endpoints.tally();
}

/// Counts on its way what the words find, and what is left in each group.
std::vector<SortedRow> EndpointTableModel::accepted()
{
    std::vector<SortedRow> rows;
    rows.reserve(std::size_t(m_endpoints.size()));
    m_found = {};
    m_shown.assign(m_endpoints.groups().size(), 0);
    for (int row = 0; row < m_endpoints.size(); ++row) {
        if (!m_filter.finds(m_endpoints, row))
            continue;
        const EndpointStore::Facts &facts = m_endpoints.facts(row);
        m_found.add(facts.status, facts.circuit);
        if (!m_filter.acceptsState(facts))
            continue;
        ++m_shown[std::size_t(facts.group)];
        rows.push_back({sortValue({m_endpoints, m_histories, row, m_now}, m_sortColumn), row});
    }
    return rows;
}

std::vector<Line> EndpointTableModel::arranged()
{
    LineOrder order{.descending = m_sortOrder == Qt::DescendingOrder,
                    .grouped = m_isGrouped,
                    .worstGroupFirst = m_sortColumn == StatusColumn};
    for (const EndpointStore::Group &group : m_endpoints.groups())
        order.folded.push_back(m_folded.contains(group.name));
    return arrangeLines(m_endpoints, accepted(), order);
}

/// `movedTo`: where rows went whose numbers have changed since the lines were arranged; empty: none have.
void EndpointTableModel::place(std::vector<Line> lines, const std::vector<int> &movedTo)
{
    const std::vector<Line> before = std::exchange(m_lines, std::move(lines));
    indexLines();
    keepPersistentIndexes(before, movedTo);
}

void EndpointTableModel::indexLines()
{
    m_lineOfRow.assign(std::size_t(m_endpoints.size()), -1);
    m_lineOfHeading.assign(m_endpoints.groups().size(), -1);
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines[i];
        int &place =
            line.isHeading() ? m_lineOfHeading[std::size_t(line.group)] : m_lineOfRow[std::size_t(line.row)];
        place = static_cast<int>(i);
    }
}

void EndpointTableModel::keepPersistentIndexes(const std::vector<Line> &before,
                                               const std::vector<int> &movedTo)
{
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex &was : from) {
        const Line old = before[std::size_t(was.row())];
        const Line now = movedLine(old, movedTo);
        const bool isGone = now.row < 0 && !old.isHeading();
        const int line = isGone            ? -1
                         : now.isHeading() ? m_lineOfHeading[std::size_t(now.group)]
                                           : m_lineOfRow[std::size_t(now.row)];
        to << (line < 0 ? QModelIndex() : index(line, was.column()));
    }
    changePersistentIndexList(from, to);
}

} // namespace fusebox::ui
