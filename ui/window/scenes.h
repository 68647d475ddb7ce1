// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QMainWindow;

namespace fusebox::ui {

class WallPane;

/// What the window shows as a whole: its panes, or the wall in their place.
class Scenes final : public QStackedWidget
{
    Q_OBJECT

public:
    /// Takes both. Back from the wall, the keys are for `home`, which is one of the panes.
    Scenes(QMainWindow &window, QWidget *panes, WallPane *wall, QWidget &home);

    /// The wall fills the screen; without it the window is as it was before.
    void showWall(bool on);
    void toggleWall();

private:
    QMainWindow &m_window;
    WallPane &m_wall;
    QWidget &m_home;
    Qt::WindowStates m_stateBeforeWall;
};

} // namespace fusebox::ui
