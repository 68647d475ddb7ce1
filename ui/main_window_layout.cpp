// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QBoxLayout>
#include <QLineEdit>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>

#include "ui/main_window_private.h"
#include "ui/panes/action_bar.h"
#include "ui/panes/banner.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/empty_state.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/event_log_pane.h"
#include "ui/panes/popup_menu.h"
#include "ui/panes/problem_strip.h"
#include "ui/theme/glyph_icon.h"
#include "ui/theme/metrics.h"
#include "ui/wall/wall_pane.h"

namespace fusebox::ui {

namespace {

constexpr int logHeight = 132;
/// A window lower than this has no room for the log as well, with the detail beside the table or under it.
constexpr int heightForLog = 660;
constexpr int stackedHeightForLog = 820;

QSplitter *splitter(Qt::Orientation orientation, const char *name)
{
    auto *split = new QSplitter(orientation);
    split->setObjectName(QString::fromLatin1(name));
    split->setHandleWidth(splitterHandle);
    split->setChildrenCollapsible(false);
    return split;
}

/// Of the font with which these heights were chosen; what is higher takes from the table what its words need
/// more.
constexpr int lineHeight = 14;

/// Of table and detail. A circuit card beside its chart is whole then; above it, it is scrolled to anyway. A
/// third is left to the table, however high the lines are.
QList<int> stackedHeights(const QSize &window, int line)
{
    int table = window.height() / 2;
    if (window.width() >= wideDetail)
        table = window.height() - window.height() * 4 / 7 * std::max(line, lineHeight) / lineHeight;
    table = std::max(table, window.height() / 3);
    return {table, window.height() - table};
}

} // namespace

void MainWindow::Private::build()
{
    table = new EndpointTable(rows, theme, clock);
    actions = new EndpointActions(theme, *table, &q);
    bar = new ActionBar(*actions, theme);
    banner = new Banner(theme);
    problem = new ProblemStrip(theme);
    empty = new EmptyState(theme);
    detail = new DetailPane(theme);
    logPane = new EventLogPane(log, theme);
    logPane->follow(detail->moment());
    for (QWidget *pane : std::initializer_list<QWidget *>{detail, logPane, empty})
        pane->setAttribute(Qt::WA_StyledBackground);

    across = splitter(Qt::Horizontal, "across");
    across->addWidget(table);
    across->addWidget(detail);
    down = splitter(Qt::Vertical, "down");
    down->addWidget(across);
    down->addWidget(logPane);
    down->setStretchFactor(0, 1);
    for (QWidget *pane : std::initializer_list<QWidget *>{detail, table, logPane, across})
        pane->lower(); // a splitter stacks the last one lowest, and a screen reader reads from there
    stack = new QStackedWidget;
    stack->addWidget(empty);
    stack->addWidget(down);

    auto *central = new QWidget;
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(problem);
    layout->addWidget(banner);
    layout->addWidget(bar);
    layout->addWidget(stack, 1);
    wall = new WallPane(endpoints, histories, theme, clock);
    scenes = new QStackedWidget(&q);
    scenes->addWidget(central);
    scenes->addWidget(wall);
    q.setCentralWidget(scenes);
}

void MainWindow::Private::buildMenus()
{
    const auto addMenu = [this](const QString &title) {
        auto *menu = new PopupMenu(title, q.menuBar());
        q.menuBar()->addMenu(menu);
        return menu;
    };
    QMenu *endpoint = addMenu(tr("&Endpoint"));
    endpoint->addActions({actions->add, actions->edit, actions->duplicate, actions->remove});
    endpoint->addSeparator();
    endpoint->addActions({actions->checkNow, actions->pause});
    endpoint->addSeparator();
    QAction *quit = endpoint->addAction(tr("&Quit"), &q, &QWidget::close);
    quit->setObjectName(QStringLiteral("quit"));
    quit->setShortcut(Qt::CTRL | Qt::Key_Q);

    QMenu *circuit = addMenu(tr("&Circuit"));
    circuit->addActions({actions->reset, actions->forceOpen, actions->disable});

    QMenu *view = addMenu(tr("&View"));
    QAction *find = view->addAction(tr("&Filter"));
    find->setObjectName(QStringLiteral("find"));
    find->setShortcut(QKeySequence::Find);
    connect(find, &QAction::triggered, &bar->filter(), [this] {
        bar->filter().setFocus(Qt::ShortcutFocusReason);
        bar->filter().selectAll();
    });
    auto *leave = new QAction(&bar->filter());
    leave->setShortcut(Qt::Key_Escape);
    leave->setShortcutContext(Qt::WidgetShortcut);
    bar->filter().addAction(leave);
    connect(leave, &QAction::triggered, table, [this] {
        bar->filter().clear();
        table->setFocus();
    });
    auto *enter = new QAction(&bar->filter());
    enter->setShortcut(Qt::Key_Down);
    enter->setShortcutContext(Qt::WidgetShortcut);
    bar->filter().addAction(enter);
    connect(enter, &QAction::triggered, this, &Private::enterTable);
    connect(&bar->filter(), &QLineEdit::returnPressed, this, &Private::enterTable);
    view->addSeparator();
    addFold(*view, *detail, QStringLiteral("details"), tr("&Detail"), Qt::CTRL | Qt::Key_I);
    addFold(*view, *logPane, QStringLiteral("events"), tr("&Events"), Qt::CTRL | Qt::Key_E);
    addGrouping(*view);
    for (QMenu *menu : table->menus())
        view->addMenu(menu);
    view->addSeparator();
    addWall(*view);
}

QMenu *MainWindow::Private::buildContextMenu()
{
    auto *menu = new PopupMenu(table);
    menu->setObjectName(QStringLiteral("endpointMenu"));
    menu->addActions({actions->checkNow, actions->pause});
    menu->addSeparator();
    menu->addActions({actions->reset, actions->forceOpen, actions->disable});
    menu->addSeparator();
    menu->addActions({actions->edit, actions->duplicate, actions->remove});
    return menu;
}

void MainWindow::Private::addFold(QMenu &menu, QWidget &pane, const QString &icon, const QString &text,
                                  const QKeySequence &key)
{
    QAction *fold = menu.addAction(text);
    fold->setObjectName(QStringLiteral("show-%1").arg(icon));
    fold->setCheckable(true);
    fold->setChecked(true);
    fold->setShortcut(key);
    fold->setToolTip(
        tr("Show or hide: %1 (%2)").arg(QString(text).remove(u'&'), key.toString(QKeySequence::NativeText)));
    connect(fold, &QAction::toggled, &pane, &QWidget::setVisible);
    const auto restyle = [this, fold, icon] { fold->setIcon(lineIcon(icon, theme.colours().secondary)); };
    restyle();
    connect(&theme, &Theme::changed, fold, restyle);
    bar->addFold(fold);
}

/// Wide and high, the detail lies beside the table; else under it. Only a change of the two sets sizes anew,
/// so that what a person dragged stays.
void MainWindow::Private::arrange(const QSize &size)
{
    const bool hasRoom = size.width() >= sideBySideWidth && size.height() >= sideBySideHeight;
    const auto wanted = hasRoom ? Qt::Horizontal : Qt::Vertical;
    const bool first = !across->property("arranged").toBool();
    if (first || across->orientation() != wanted) {
        across->setProperty("arranged", true);
        across->setOrientation(wanted);
        across->setSizes(wanted == Qt::Horizontal ? QList<int>{size.width() * 3 / 5, size.width() * 2 / 5}
                                                  : stackedHeights(size, q.fontMetrics().lineSpacing()));
    }
    if (first)
        down->setSizes({size.height() - logHeight, logHeight});
    fitLog(size.height() >= (wanted == Qt::Horizontal ? heightForLog : stackedHeightForLog));
}

/// Without room for it the log is folded, and unfolded when there is room again; between, a person decides.
void MainWindow::Private::fitLog(bool hasRoom)
{
    if (hasRoom == m_logHasRoom)
        return;
    m_logHasRoom = hasRoom;
    QAction *fold = q.findChild<QAction *>(QStringLiteral("show-events"));
    if (hasRoom && m_logIsFolded)
        fold->setChecked(true);
    m_logIsFolded = !hasRoom && fold->isChecked();
    if (m_logIsFolded)
        fold->setChecked(false);
}

} // namespace fusebox::ui
