// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/endpoint_table.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>

#include "ui/delegates/endpoint_delegates.h"
#include "ui/delegates/heading_painter.h"
#include "ui/panes/table_columns.h"
#include "ui/panes/table_header.h"
#include "ui/panes/view_hint.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using Model = EndpointTableModel;

/// How long rows stay where they are after the pointer moved over them: it may be on its way to one.
constexpr std::chrono::milliseconds settleTime{2500};

} // namespace

EndpointTable::EndpointTable(EndpointTableModel &rows, const Theme &theme, const resilience::Clock &clock,
                             QWidget *parent)
    : QTreeView(parent)
    , m_rows(rows)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("endpointTable"));
    setAccessibleName(tr("Endpoints"));
    setModel(&rows);
    setRootIsDecorated(false);
    setItemsExpandable(false); // the lines are flat; headings are folded by the model
    setUniformRowHeights(true);
    setAllColumnsShowFocus(false); // the row shows it: tint and accent
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setMinimumSize(240, 120);
    installEndpointDelegates(*this, theme, clock);
    setUpHeader();
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void EndpointTable::tick(bool slow)
{
    const RowRun seen = linesInSight();
    for (int line = seen.first; line <= seen.last; ++line) {
        const health::EndpointSnapshot *row = m_rows.snapshot(line);
        if (row && row->circuit.nextTrialAt)
            updateCells({line, line}, Model::CircuitColumn);
    }
    if (!slow)
        return;
    for (const ColumnSpec &spec : columnSpecs()) {
        if (spec.movesWithTime)
            updateCells(seen, spec.column);
    }
}

bool EndpointTable::isBusy() const
{
    const bool pointing =
        m_pointer && m_sincePointerMoved.isValid() && !m_sincePointerMoved.hasExpired(settleTime.count());
    return pointing || QApplication::activePopupWidget() || verticalScrollBar()->isSliderDown() ||
           state() == DragSelectingState;
}

std::vector<HeldRow> EndpointTable::heldRows() const
{
    const RowRun seen = linesInSight();
    const int pointed = m_pointer ? indexAt(*m_pointer).row() : -1;
    std::vector<HeldRow> held;
    for (int line = seen.first; line <= seen.last; ++line) {
        const bool isChosen = m_isChosenByHand && selectionModel()->isRowSelected(line, {});
        if (m_rows.snapshot(line) && (line == pointed || isChosen))
            held.push_back({m_rows.rowAt(line), line});
    }
    return held;
}

void EndpointTable::select(const settings::EndpointId &id)
{
    m_rows.unfoldFor(id);
    const int line = m_rows.lineOf(id);
    if (line < 0)
        return;
    m_isChosenByHand = true;
    const QModelIndex index = m_rows.index(line, Model::NameColumn);
    setCurrentIndex(index);
    scrollTo(index);
}

void EndpointTable::selectFirst()
{
    for (int line = 0; line < m_rows.rowCount(); ++line) {
        if (m_rows.snapshot(line)) {
            m_isChosenByHand = false;
            setCurrentIndex(m_rows.index(line, Model::NameColumn));
            return;
        }
    }
}

void EndpointTable::chooseFirst()
{
    selectFirst();
    m_isChosenByHand = true;
}

void EndpointTable::selectForNobody(const settings::EndpointId &id)
{
    const int line = m_rows.lineOf(id);
    if (line < 0)
        return;
    m_isChosenByHand = false;
    setAutoScroll(false);
    setCurrentIndex(m_rows.index(line, Model::NameColumn));
    setAutoScroll(true);
    if (!underMouse()) // nobody is reading
        scrollTo(currentIndex());
}

void EndpointTable::restore(const settings::EndpointId &current, const QStringList &selected)
{
    QItemSelection selection;
    for (const QString &id : selected) {
        if (const int line = m_rows.lineOf(id); line >= 0)
            selection.select(m_rows.index(line, 0), m_rows.index(line, Model::columns - 1));
    }
    const int line = m_rows.lineOf(current);
    const QModelIndex place = line < 0 ? QModelIndex() : m_rows.index(line, Model::NameColumn);
    if (place != currentIndex() && !isHeading(currentIndex()))
        selectionModel()->setCurrentIndex(place, QItemSelectionModel::NoUpdate);
    if (selection != selectionModel()->selection())
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

QStringList EndpointTable::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : selectionModel()->selectedRows()) {
        if (const health::EndpointSnapshot *row = m_rows.snapshot(index.row()))
            ids << row->config->id;
    }
    return ids;
}

QStringList EndpointTable::targetIds() const
{
    return isHeading(currentIndex()) ? QStringList() : selectedIds();
}

settings::EndpointId EndpointTable::currentId() const
{
    return currentIndex().data(Model::IdRole).toString();
}

TableLayout EndpointTable::tableLayout() const
{
    return {.columns = m_columns->layout(),
            .sortedBy = columnKey(header()->sortIndicatorSection()),
            .isDescending = header()->sortIndicatorOrder() == Qt::DescendingOrder,
            .isGrouped = m_rows.isGrouped(),
            .foldedGroups = m_rows.foldedGroups()};
}

void EndpointTable::setTableLayout(const TableLayout &layout)
{
    m_columns->restore(layout.columns);
    m_rows.setGrouped(layout.isGrouped);
    m_rows.setFoldedGroups(layout.foldedGroups);
    if (const int column = columnOf(layout.sortedBy); column >= 0)
        sortByColumn(column, layout.isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

std::array<QMenu *, 2> EndpointTable::menus() const
{
    return {m_columns->menu(), m_columns->sortMenu()};
}

/// And so that it is seen what keys are for now, no heading is current then.
void EndpointTable::selectAll()
{
    QTreeView::selectAll();
    if (const auto chosen = selectionModel()->selectedRows(); isHeading(currentIndex()) && !chosen.isEmpty())
        selectionModel()->setCurrentIndex(chosen.front(), QItemSelectionModel::NoUpdate);
}

void EndpointTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    Q_EMIT endpointSelectionChanged();
}

void EndpointTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (isHeading(current))
        Q_EMIT headingReached();
    else
        Q_EMIT endpointSelectionChanged();
    if (isHeading(current) || previous.data(Model::IdRole).toString().isEmpty())
        viewport()->update(); // the marks of all that are selected
}

QItemSelectionModel::SelectionFlags EndpointTable::selectionCommand(const QModelIndex &index,
                                                                    const QEvent *event) const
{
    return isHeading(index) ? QItemSelectionModel::NoUpdate : QTreeView::selectionCommand(index, event);
}

/// Thousands of lines change each second, a few dozen are seen.
void EndpointTable::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                                const QList<int> &)
{
    const RowRun seen = linesInSight();
    const int first = std::max(topLeft.row(), seen.first);
    const int last = std::min(bottomRight.row(), seen.last);
    if (first > last)
        return;
    const QRect top = visualRect(m_rows.index(first, Model::NameColumn));
    const QRect bottom = visualRect(m_rows.index(last, Model::NameColumn));
    viewport()->update(0, top.top(), viewport()->width(), bottom.bottom() - top.top() + 1);
}

void EndpointTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    m_columns->fit(viewport()->width());
}

void EndpointTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    paintHintIfEmpty(*this, m_theme,
                     tr("No endpoint matches. Empty the filter and let the chips go to see all."));
}

void EndpointTable::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QRect line(0, option.rect.top(), viewport()->width(), option.rect.height());
    if (const auto heading = m_rows.heading(index.row())) {
        painter->setFont(font());
        paintHeading(*painter, line, *heading, m_theme.colours());
    } else {
        QTreeView::drawRow(painter, option, index);
    }
    paintMark(*painter, line, index);
}

/// A selected row wears a bar of the accent at its left edge: selection is said by more than a tint. While a
/// heading is current the bar is grey, for commands pass it by, and the heading wears a frame.
void EndpointTable::paintMark(QPainter &painter, const QRect &line, const QModelIndex &index) const
{
    const Colours &colours = m_theme.colours();
    if (selectionModel()->isRowSelected(index.row(), {})) {
        painter.fillRect(QRect(0, line.top(), 3, line.height()),
                         isHeading(currentIndex()) ? colours.edge : colours.accent);
    } else if (isHeading(index) && index.row() == currentIndex().row() && hasFocus()) {
        painter.setPen(colours.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(line.adjusted(2, 1, -3, -2));
    }
}

void EndpointTable::setUpHeader()
{
    setHeader(new TableHeader(m_theme, this));
    header()->setHighlightSections(false);
    header()->setStretchLastSection(true);
    setSortingEnabled(true);
    header()->setSortIndicator(Model::StatusColumn, Qt::AscendingOrder);
    m_columns = new TableColumns(*header(), this);
    connect(m_columns, &TableColumns::chosen, this, [this] {
        setHorizontalScrollBarPolicy(m_columns->isChosen() ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    });
}

RowRun EndpointTable::linesInSight() const
{
    const QModelIndex first = indexAt({0, 0});
    const QModelIndex last = indexAt({0, viewport()->height() - 1});
    if (!first.isValid())
        return {0, -1};
    return {first.row(), last.isValid() ? last.row() : m_rows.rowCount() - 1};
}

bool EndpointTable::isHeading(const QModelIndex &index) const
{
    return index.isValid() && !m_rows.snapshot(index.row());
}

void EndpointTable::updateCells(RowRun lines, Model::Column column)
{
    if (isColumnHidden(column) || lines.first > lines.last)
        return;
    viewport()->update(
        visualRect(m_rows.index(lines.first, column)).united(visualRect(m_rows.index(lines.last, column))));
}

} // namespace fusebox::ui
