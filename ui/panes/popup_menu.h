// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace fusebox::ui {

/// A menu that has the keyboard to itself while it is open. QMenu leaves the focus where it was and claims no
/// key, so that Space would pause the endpoint under it.
class PopupMenu : public QMenu
{
    Q_OBJECT

public:
    using QMenu::QMenu;

protected:
    bool event(QEvent *event) override;
};

/// Stays open while one ticks what can be ticked.
class TickMenu final : public PopupMenu
{
    Q_OBJECT

public:
    using PopupMenu::PopupMenu;

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const QAction *m_pressed = nullptr;
};

} // namespace fusebox::ui
