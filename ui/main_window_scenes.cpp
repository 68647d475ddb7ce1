// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>

#include "ui/main_window_private.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/event_log_pane.h"
#include "ui/theme/metrics.h"
#include "ui/wall/wall_pane.h"

// What the window shows as a whole: the wall in place of its panes, and how these are arranged.

namespace fusebox::ui {

namespace {

void setFold(QWidget &window, const char *name, bool shown)
{
    if (auto *fold = window.findChild<QAction *>(QString::fromLatin1(name)))
        fold->setChecked(shown);
}

bool isFoldShown(const QWidget &window, const char *name)
{
    const auto *fold = window.findChild<QAction *>(QString::fromLatin1(name));
    return fold && fold->isChecked();
}

/// Only the sizes: a state that was kept for another orientation says nothing of this one.
void restoreSplitter(QSplitter &splitter, const QByteArray &state)
{
    const Qt::Orientation orientation = splitter.orientation();
    const QList<int> sizes = splitter.sizes();
    if (!splitter.restoreState(state))
        return;
    if (splitter.orientation() != orientation) {
        splitter.setOrientation(orientation);
        splitter.setSizes(sizes);
    }
    splitter.setHandleWidth(splitterHandle);
    splitter.setChildrenCollapsible(false);
}

} // namespace

void MainWindow::Private::addGrouping(QMenu &menu)
{
    QAction *group = menu.addAction(tr("By &Group"));
    group->setObjectName(QStringLiteral("byGroup"));
    group->setCheckable(true);
    group->setChecked(rows.isGrouped());
    group->setShortcut(Qt::CTRL | Qt::Key_G);
    connect(group, &QAction::toggled, this,
            [this](bool on) { moveRows([this, on] { return rows.setGrouped(on); }); });
}

void MainWindow::Private::addWall(QMenu &menu)
{
    QAction *action = menu.addAction(tr("&Wall"));
    action->setObjectName(QStringLiteral("wallView"));
    action->setShortcut(Qt::Key_F11);
    q.addAction(action); // the wall hides the menu, and with it the keys of all other actions
    connect(action, &QAction::triggered, this, [this] { showWall(!wall->isVisible()); });
}

void MainWindow::Private::showWall(bool on)
{
    if (on == wall->isVisible())
        return;
    if (on)
        m_stateBeforeWall = q.windowState();
    q.menuBar()->setVisible(!on);
    scenes->setCurrentIndex(on ? 1 : 0);
    q.setWindowState(on ? m_stateBeforeWall | Qt::WindowFullScreen : m_stateBeforeWall);
    wall->tick();
    if (on)
        wall->setFocus();
    else
        table->setFocus();
}

WindowLayout MainWindow::Private::layout() const
{
    return {.table = table->tableLayout(),
            .geometry = q.saveGeometry(),
            .across = across->saveState(),
            .down = down->saveState(),
            .showsDetail = isFoldShown(q, "show-details"),
            .showsEvents = isFoldShown(q, "show-events")};
}

void MainWindow::Private::setLayout(const WindowLayout &layout)
{
    table->setTableLayout(layout.table);
    q.findChild<QAction *>(QStringLiteral("byGroup"))->setChecked(layout.table.isGrouped);
    if (!layout.geometry.isEmpty())
        q.restoreGeometry(layout.geometry);
    q.setWindowState(q.windowState() & ~Qt::WindowFullScreen); // one would not know the way out
    arrange(q.size());
    restoreSplitter(*across, layout.across);
    restoreSplitter(*down, layout.down);
    setFold(q, "show-details", layout.showsDetail);
    setFold(q, "show-events", layout.showsEvents);
    m_logIsFolded = false; // but as somebody left it
}

} // namespace fusebox::ui
