// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/scenes.h"

#include <QMainWindow>
#include <QMenuBar>

#include "ui/wall/wall_pane.h"

namespace fusebox::ui {

Scenes::Scenes(QMainWindow &window, QWidget *panes, WallPane *wall, QWidget &home)
    : QStackedWidget(&window)
    , m_window(window)
    , m_wall(*wall)
    , m_home(home)
{
    addWidget(panes);
    addWidget(wall);
}

void Scenes::showWall(bool on)
{
    if (on == m_wall.isVisible())
        return;
    if (on)
        m_stateBeforeWall = m_window.windowState();
    m_window.menuBar()->setVisible(!on);
    setCurrentIndex(on ? 1 : 0);
    m_window.setWindowState(on ? m_stateBeforeWall | Qt::WindowFullScreen : m_stateBeforeWall);
    m_wall.tick();
    if (on)
        m_wall.setFocus();
    else
        m_home.setFocus();
}

void Scenes::toggleWall()
{
    showWall(!m_wall.isVisible());
}

} // namespace fusebox::ui
