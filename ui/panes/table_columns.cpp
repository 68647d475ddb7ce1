// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/table_columns.h"

#include <algorithm>
#include <array>

#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>

#include "ui/models/endpoint_cells.h"

namespace fusebox::ui {

namespace {

using Model = EndpointTableModel;

/// From which class of the table's width on a column is shown unless a person chose: 0 always, `never` only
/// by choice.
struct About
{
    const char *key;
    int width;
    int fromClass;
};
constexpr int never = 9;
constexpr std::array classes{820, 1240}; ///< from these widths on: class 1, class 2
constexpr int wideName = 208;            ///< where there is room for all of it
constexpr std::array<About, Model::columns> abouts{{{"status", 112, 0},
                                                    {"name", 144, 0},
                                                    {"group", 112, never},
                                                    {"circuit", 156, 0},
                                                    {"latency", 72, 0},
                                                    {"p50", 72, never},
                                                    {"p95", 72, 1},
                                                    {"p99", 72, 2},
                                                    {"trace", 112, 0},
                                                    {"uptime", 128, 2},
                                                    {"attempts", 80, never},
                                                    {"changed", 104, 2},
                                                    {"next", 64, never},
                                                    {"why", 160, 0}}};
constexpr int least = 40;
constexpr int most = 2000;

int classOf(int width)
{
    return static_cast<int>(
        std::count_if(classes.begin(), classes.end(), [=](int from) { return width >= from; }));
}

const About &about(int column)
{
    return abouts[static_cast<std::size_t>(column)];
}

} // namespace

QString columnKey(int column)
{
    return column >= 0 && column < Model::columns ? QString::fromLatin1(about(column).key) : QString();
}

int columnOf(const QString &key)
{
    const auto found = std::find_if(abouts.begin(), abouts.end(),
                                    [&](const About &a) { return key == QLatin1StringView(a.key); });
    return found == abouts.end() ? -1 : static_cast<int>(found - abouts.begin());
}

TableColumns::TableColumns(QHeaderView &header, QObject *parent)
    : QObject(parent)
    , m_header(header)
    , m_menu(new QMenu(&header))
{
    m_menu->setObjectName(QStringLiteral("columnMenu"));
    m_header.setSectionsMovable(true);
    m_header.setFirstSectionMovable(true);
    m_header.setMinimumSectionSize(least);
    m_header.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&m_header, &QWidget::customContextMenuRequested, this, &TableColumns::showMenu);
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
    if (!m_isChosen && classOf(width) != m_class)
        arrangeByWidth();
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
            {columnKey(column), isShown ? m_header.sectionSize(column) : about(column).width, isShown});
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
        if (entry.isShown)
            m_header.resizeSection(column, std::clamp(entry.width, least, most));
    }
    m_isChosen = true;
    Q_EMIT chosen();
}

void TableColumns::showMenu(const QPoint &at)
{
    m_menu->clear();
    for (int column = 0; column < m_header.count(); ++column) {
        QAction *action = m_menu->addAction(columnTitle(Model::Column(column)));
        action->setObjectName(QStringLiteral("column-%1").arg(columnKey(column)));
        action->setCheckable(true);
        action->setChecked(!m_header.isSectionHidden(column));
        action->setEnabled(column != Model::NameColumn); // a row without its name says nothing
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setShown(column, shown); });
    }
    m_menu->addSeparator();
    QAction *follow = m_menu->addAction(tr("As Fits the Window"));
    follow->setObjectName(QStringLiteral("columns-follow"));
    follow->setEnabled(m_isChosen);
    connect(follow, &QAction::triggered, this, &TableColumns::letFollow);
    m_menu->popup(m_header.mapToGlobal(at));
}

void TableColumns::setShown(int column, bool shown)
{
    {
        const QScopedValueRollback arranging(m_isArranging, true);
        m_header.setSectionHidden(column, !shown);
        if (shown && m_header.sectionSize(column) < least)
            m_header.resizeSection(column, about(column).width);
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
    m_class = classOf(m_width);
    for (int column = 0; column < m_header.count(); ++column) {
        m_header.moveSection(m_header.visualIndex(column), column);
        const bool isShown = about(column).fromClass <= m_class;
        m_header.setSectionHidden(column, !isShown);
        if (isShown)
            m_header.resizeSection(column, about(column).width);
    }
    if (m_class == int(classes.size()))
        m_header.resizeSection(Model::NameColumn, wideName);
}

} // namespace fusebox::ui
