// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/popup_menu.h"

#include <utility>

#include <QMouseEvent>

namespace fusebox::ui {

namespace {

/// False where there is nothing to tick.
bool tick(QAction *action)
{
    if (!action || !action->isCheckable() || !action->isEnabled())
        return false;
    action->trigger();
    return true;
}

} // namespace

bool PopupMenu::event(QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return QMenu::event(event);
    event->accept();
    return true;
}

void TickMenu::mousePressEvent(QMouseEvent *event)
{
    m_pressed = actionAt(event->position().toPoint());
    PopupMenu::mousePressEvent(event);
}

/// The release of the button that opened it ticks nothing.
void TickMenu::mouseReleaseEvent(QMouseEvent *event)
{
    QAction *released = actionAt(event->position().toPoint());
    if (std::exchange(m_pressed, nullptr) != released || !tick(released))
        PopupMenu::mouseReleaseEvent(event);
}

void TickMenu::keyPressEvent(QKeyEvent *event)
{
    const bool ticks =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!ticks || !tick(activeAction()))
        PopupMenu::keyPressEvent(event);
}

} // namespace fusebox::ui
