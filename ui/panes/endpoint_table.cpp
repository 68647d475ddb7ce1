// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/endpoint_table.h"

#include <array>

#include <QApplication>
#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include "ui/delegates/endpoint_delegates.h"
#include "ui/panes/view_hint.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using Model = EndpointTableModel;

/// How long rows stay where they are after the pointer moved over them.
constexpr std::chrono::milliseconds settleTime{2500};

struct ColumnWidth
{
    Model::Column column;
    int width;
    int narrow; ///< when the table is narrow; 0: hidden
};
constexpr std::array widths{
    ColumnWidth{Model::StatusColumn, 104, 104},  ColumnWidth{Model::NameColumn, 156, 140},
    ColumnWidth{Model::CircuitColumn, 156, 156}, ColumnWidth{Model::LatencyColumn, 72, 72},
    ColumnWidth{Model::P95Column, 72, 0},        ColumnWidth{Model::TraceColumn, 112, 96},
};
constexpr int narrowTable = 820;

} // namespace

EndpointTable::EndpointTable(EndpointFilterModel &rows, const Theme &theme, const resilience::Clock &clock,
                             QWidget *parent)
    : QTreeView(parent)
    , m_rows(rows)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("endpointTable"));
    setAccessibleName(tr("Endpoints"));
    setModel(&rows);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(false); // the row shows it: tint and accent
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setMinimumSize(240, 120);
    installEndpointDelegates(*this, theme, clock);
    setUpHeader();
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void EndpointTable::tick(bool traces)
{
    const QRect seen = viewport()->rect();
    const QModelIndex last = indexAt(seen.bottomLeft());
    const int end = last.isValid() ? last.row() : m_rows.rowCount() - 1;
    for (QModelIndex top = indexAt(seen.topLeft()); top.isValid() && top.row() <= end;
         top = indexBelow(top)) {
        const auto &circuit = m_rows.snapshot(top).circuit;
        if (circuit.nextTrialAt)
            update(top.siblingAtColumn(Model::CircuitColumn));
        if (traces)
            update(top.siblingAtColumn(Model::TraceColumn));
    }
}

bool EndpointTable::isBusy() const
{
    const bool pointing = viewport()->underMouse() && m_sincePointerMoved.isValid() &&
                          !m_sincePointerMoved.hasExpired(settleTime.count());
    return pointing || QApplication::activePopupWidget() || verticalScrollBar()->isSliderDown() ||
           state() == DragSelectingState;
}

void EndpointTable::select(const health::EndpointId &id)
{
    for (int row = 0; row < m_rows.rowCount(); ++row) {
        const QModelIndex index = m_rows.index(row, Model::NameColumn);
        if (index.data(Model::IdRole).toString() == id) {
            setCurrentIndex(index);
            scrollTo(index);
            return;
        }
    }
}

void EndpointTable::restore(const health::EndpointId &current, const QStringList &selected)
{
    QItemSelection selection;
    QModelIndex place;
    for (int row = 0; row < m_rows.rowCount(); ++row) {
        const QModelIndex index = m_rows.index(row, Model::NameColumn);
        const QString id = index.data(Model::IdRole).toString();
        if (id == current)
            place = index;
        if (selected.contains(id))
            selection.select(index, index);
    }
    if (place != currentIndex())
        selectionModel()->setCurrentIndex(place, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

QStringList EndpointTable::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        ids << index.data(Model::IdRole).toString();
    return ids;
}

health::EndpointId EndpointTable::currentId() const
{
    return currentIndex().data(Model::IdRole).toString();
}

bool EndpointTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove)
        m_sincePointerMoved.start();
    return QTreeView::viewportEvent(event);
}

void EndpointTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    Q_EMIT endpointSelectionChanged();
}

void EndpointTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    Q_EMIT endpointSelectionChanged();
}

void EndpointTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

void EndpointTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    paintHintIfEmpty(*this, m_theme, tr("No endpoint matches the filter."));
}

/// The current row wears a bar of the accent at its left edge: selection is said by more than a tint.
void EndpointTable::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QTreeView::drawRow(painter, option, index);
    if (selectionModel()->isRowSelected(index.row(), index.parent()))
        painter->fillRect(QRect(0, option.rect.top(), 3, option.rect.height()), m_theme.colours().accent);
}

void EndpointTable::setUpHeader()
{
    header()->setSectionsMovable(true);
    header()->setHighlightSections(false);
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(48);
    setSortingEnabled(true);
    header()->setSortIndicator(Model::StatusColumn, Qt::AscendingOrder);
}

/// Follows the table's width by class, so that what a person sized stays within one.
void EndpointTable::fitColumns()
{
    const bool narrow = viewport()->width() < narrowTable;
    if (property("narrow").isValid() && property("narrow").toBool() == narrow)
        return;
    setProperty("narrow", narrow);
    for (const ColumnWidth &column : widths) {
        const int width = narrow ? column.narrow : column.width;
        header()->setSectionHidden(column.column, width == 0);
        if (width > 0)
            header()->resizeSection(column.column, width);
    }
}

} // namespace fusebox::ui
