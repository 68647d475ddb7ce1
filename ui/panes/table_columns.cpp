// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/table_columns.h"

#include <algorithm>

#include <QActionGroup>
#include <QHeaderView>
#include <QScopedValueRollback>

#include "ui/panes/column_widths.h"
#include "ui/panes/popup_menu.h"
#include "ui/rows/columns.h"

namespace fusebox::ui {

TableColumns::TableColumns(QHeaderView &header, QObject *parent)
    : QObject(parent)
    , m_header(header)
    , m_menu(new TickMenu(tr("Colu&mns"), &header))
    , m_sortMenu(new PopupMenu(tr("&Sort By"), &header))
{
    m_menu->setObjectName(QStringLiteral("columnMenu"));
    m_sortMenu->setObjectName(QStringLiteral("sortMenu"));
    buildMenu();
    buildSortMenu();
    for (int column = 0; column < m_header.count(); ++column)
        m_header.resizeSection(column, usualWidth(column)); // which it comes back with when it was hidden
    m_header.setSectionsMovable(true);
    m_header.setFirstSectionMovable(true);
    m_header.setMinimumSectionSize(leastColumnWidth);
    m_header.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&m_header, &QWidget::customContextMenuRequested, m_menu,
            [this](const QPoint &at) { m_menu->popup(m_header.mapToGlobal(at)); });
    connect(&m_header, &QHeaderView::sortIndicatorChanged, this, &TableColumns::keepSorting);
    connect(&m_header, &QHeaderView::sectionMoved, this, &TableColumns::choose);
    connect(&m_header, &QHeaderView::sectionResized, this, [this](int section) {
        const bool isStretched = m_header.visualIndex(section) == m_header.count() - 1;
        if (!isStretched)
            choose();
    });
}

void TableColumns::fit(int width)
{
    m_width = width;
    if (m_isChosen)
        return;
    if (shownByWidth(width) != m_class)
        arrangeByWidth();
    else
        shareRoom();
}

std::vector<TableLayout::Column> TableColumns::layout() const
{
    std::vector<TableLayout::Column> columns;
    if (!m_isChosen)
        return columns;
    for (int visual = 0; visual < m_header.count(); ++visual) {
        const int column = m_header.logicalIndex(visual);
        const bool isShown = !m_header.isSectionHidden(column);
        columns.push_back(
            {columnKey(column), isShown ? m_header.sectionSize(column) : usualWidth(column), isShown});
    }
    return columns;
}

void TableColumns::restore(const std::vector<TableLayout::Column> &columns)
{
    const QScopedValueRollback arranging(m_isArranging, true);
    if (std::none_of(columns.begin(), columns.end(),
                     [](const auto &column) { return column.isShown && columnOf(column.key) >= 0; }))
        return;
    for (int column = 0; column < m_header.count(); ++column)
        m_header.hideSection(column);
    int place = 0;
    for (const TableLayout::Column &entry : columns) {
        const int column = columnOf(entry.key);
        if (column < 0)
            continue;
        m_header.moveSection(m_header.visualIndex(column), std::min(place++, m_header.count() - 1));
        m_header.setSectionHidden(column, !entry.isShown);
        m_header.resizeSection(column, std::clamp(entry.width, leastColumnWidth, mostColumnWidth));
    }
    letLastShrink();
    m_isChosen = true;
    Q_EMIT chosen();
}

/// The last column has what the others leave. What it was left in another window would be cut in this one.
void TableColumns::letLastShrink()
{
    int last = m_header.count() - 1;
    while (last > 0 && m_header.isSectionHidden(m_header.logicalIndex(last)))
        --last;
    const int column = m_header.logicalIndex(last);
    m_header.resizeSection(column, usualWidth(column));
}

void TableColumns::setShown(int column, bool shown)
{
    {
        const QScopedValueRollback arranging(m_isArranging, true);
        m_header.setSectionHidden(column, !shown);
    }
    choose();
}

void TableColumns::choose()
{
    if (m_isArranging)
        return;
    m_isChosen = true;
    Q_EMIT chosen();
}

void TableColumns::letFollow()
{
    m_isChosen = false;
    arrangeByWidth();
    Q_EMIT chosen();
}

void TableColumns::arrangeByWidth()
{
    const QScopedValueRollback arranging(m_isArranging, true);
    m_class = shownByWidth(m_width);
    for (int column = 0; column < m_header.count(); ++column) {
        m_header.moveSection(m_header.visualIndex(column), column);
        const bool isShown = isShownByWidth(column, m_width);
        m_header.setSectionHidden(column, !isShown);
        if (isShown)
            m_header.resizeSection(column, usualWidth(column));
    }
    shareRoom();
}

/// Name and reason are what is cut first, and what more room is of use to.
void TableColumns::shareRoom()
{
    const QScopedValueRollback arranging(m_isArranging, true);
    m_header.resizeSection(NameColumn, nameWidth(m_width));
}

void TableColumns::buildMenu()
{
    for (int column = 0; column < m_header.count(); ++column) {
        QAction *action = m_menu->addAction(columnTitle(column));
        action->setObjectName(QStringLiteral("column-%1").arg(columnKey(column)));
        action->setCheckable(true);
        action->setEnabled(column != NameColumn); // a row without its name says nothing
        connect(action, &QAction::triggered, this, [this, column](bool shown) { setShown(column, shown); });
        connect(m_menu, &QMenu::aboutToShow, action,
                [this, action, column] { action->setChecked(!m_header.isSectionHidden(column)); });
    }
    m_menu->addSeparator();
    QAction *follow = m_menu->addAction(tr("As Fits the Window"));
    follow->setObjectName(QStringLiteral("columns-follow"));
    connect(follow, &QAction::triggered, this, &TableColumns::letFollow);
    const auto enable = [this, follow] { follow->setEnabled(m_isChosen); };
    connect(m_menu, &QMenu::aboutToShow, follow, enable);
    connect(this, &TableColumns::chosen, follow, enable);
}

void TableColumns::buildSortMenu()
{
    auto *group = new QActionGroup(m_sortMenu);
    for (int column = 0; column < m_header.count(); ++column) {
        if (!columnSpec(column).isSortable())
            continue;
        QAction *action = m_sortMenu->addAction(columnTitle(column));
        action->setObjectName(QStringLiteral("sort-%1").arg(columnKey(column)));
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, column] { m_header.setSortIndicator(column, m_order); });
        connect(m_sortMenu, &QMenu::aboutToShow, action,
                [this, action, column] { action->setChecked(m_sortedBy == column); });
    }
    m_sortMenu->addSeparator();
    QAction *reverse = m_sortMenu->addAction(tr("The Other Way Round"));
    reverse->setObjectName(QStringLiteral("sort-reverse"));
    reverse->setCheckable(true);
    connect(reverse, &QAction::triggered, this, [this](bool on) {
        m_header.setSortIndicator(m_sortedBy, on ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    connect(m_sortMenu, &QMenu::aboutToShow, reverse,
            [this, reverse] { reverse->setChecked(m_order == Qt::DescendingOrder); });
}

/// A trace is no value to sort by: a click on its title changes nothing.
void TableColumns::keepSorting(int column, Qt::SortOrder order)
{
    if (column >= 0 && !columnSpec(column).isSortable())
        return m_header.setSortIndicator(m_sortedBy, m_order);
    m_sortedBy = column;
    m_order = order;
}

} // namespace fusebox::ui
