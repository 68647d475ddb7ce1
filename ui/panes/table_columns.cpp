// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/table_columns.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <QActionGroup>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QScopedValueRollback>

#include "ui/models/endpoint_cells.h"

namespace fusebox::ui {

namespace {

using Model = EndpointTableModel;

/// From which width of the table on a column is shown unless a person chose: 0 always, `never` only by
/// choice. All that are shown from a width on fit into it.
struct About
{
    const char *key;
    int width;
    int from;
};
constexpr int never = std::numeric_limits<int>::max();
constexpr std::array<About, Model::columns> abouts{{{"status", 112, 0},
                                                    {"name", 144, 0},
                                                    {"group", 112, never},
                                                    {"circuit", 156, 0},
                                                    {"latency", 72, 0},
                                                    {"p50", 72, 1760},
                                                    {"p95", 72, 828},
                                                    {"p99", 72, 1132},
                                                    {"trace", 112, 0},
                                                    {"uptime", 128, 956},
                                                    {"attempts", 96, 1640},
                                                    {"changed", 104, 1060},
                                                    {"next", 64, 1500},
                                                    {"why", 160, 0}}};
constexpr int widestName = 280; ///< the rest of what is left over is for the reason
constexpr int least = 40;
constexpr int most = 2000;

/// How many columns are shown.
int classOf(int width)
{
    return static_cast<int>(
        std::count_if(abouts.begin(), abouts.end(), [=](const About &a) { return a.from <= width; }));
}

int nameWidth(int width)
{
    int left = width;
    for (const About &a : abouts)
        left -= a.from <= width ? a.width : 0;
    const int name = abouts[Model::NameColumn].width;
    return std::clamp(name + left / 3, name, widestName);
}

const About &about(int column)
{
    return abouts[static_cast<std::size_t>(column)];
}

/// Stays open while one ticks.
class TickMenu final : public QMenu
{
public:
    using QMenu::QMenu;

protected:
    /// Space is the table's key for Pause, and a menu leaves the keyboard's focus where it was.
    bool event(QEvent *event) override
    {
        const bool isSpace = event->type() == QEvent::ShortcutOverride &&
                             static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
        if (isSpace)
            event->accept();
        return isSpace || QMenu::event(event);
    }
    void mousePressEvent(QMouseEvent *event) override
    {
        m_pressed = actionAt(event->position().toPoint());
        QMenu::mousePressEvent(event);
    }
    /// The release of the button that opened it ticks nothing.
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        QAction *released = actionAt(event->position().toPoint());
        if (std::exchange(m_pressed, nullptr) != released || !tick(released))
            QMenu::mouseReleaseEvent(event);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool ticks =
            event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (!ticks || !tick(activeAction()))
            QMenu::keyPressEvent(event);
    }

private:
    static bool tick(QAction *action)
    {
        if (!action || !action->isCheckable() || !action->isEnabled())
            return false;
        action->trigger();
        return true;
    }

    const QAction *m_pressed = nullptr;
};

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
    , m_menu(new TickMenu(tr("Colu&mns"), &header))
    , m_sortMenu(new QMenu(tr("&Sort By"), &header))
{
    m_menu->setObjectName(QStringLiteral("columnMenu"));
    m_sortMenu->setObjectName(QStringLiteral("sortMenu"));
    buildMenu();
    buildSortMenu();
    for (int column = 0; column < m_header.count(); ++column)
        m_header.resizeSection(column, about(column).width); // which it comes back with when it was hidden
    m_header.setSectionsMovable(true);
    m_header.setFirstSectionMovable(true);
    m_header.setMinimumSectionSize(least);
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
    if (classOf(width) != m_class)
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
        m_header.resizeSection(column, std::clamp(entry.width, least, most));
    }
    m_isChosen = true;
    Q_EMIT chosen();
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
    m_class = classOf(m_width);
    for (int column = 0; column < m_header.count(); ++column) {
        m_header.moveSection(m_header.visualIndex(column), column);
        const bool isShown = about(column).from <= m_width;
        m_header.setSectionHidden(column, !isShown);
        if (isShown)
            m_header.resizeSection(column, about(column).width);
    }
    shareRoom();
}

/// Name and reason are what is cut first, and what more room is of use to.
void TableColumns::shareRoom()
{
    const QScopedValueRollback arranging(m_isArranging, true);
    m_header.resizeSection(Model::NameColumn, nameWidth(m_width));
}

void TableColumns::buildMenu()
{
    for (int column = 0; column < m_header.count(); ++column) {
        QAction *action = m_menu->addAction(columnTitle(Model::Column(column)));
        action->setObjectName(QStringLiteral("column-%1").arg(columnKey(column)));
        action->setCheckable(true);
        action->setEnabled(column != Model::NameColumn); // a row without its name says nothing
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
        if (column == Model::TraceColumn)
            continue;
        QAction *action = m_sortMenu->addAction(columnTitle(Model::Column(column)));
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
    if (column == Model::TraceColumn)
        return m_header.setSortIndicator(m_sortedBy, m_order);
    m_sortedBy = column;
    m_order = order;
}

} // namespace fusebox::ui
