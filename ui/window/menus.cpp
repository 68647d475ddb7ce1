// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/menus.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenuBar>
#include <QShortcut>

#include "ui/panes/endpoint_actions.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/popup_menu.h"

namespace fusebox::ui {

namespace {

/// Where the keys go to, as Qt does it for the Menu key.
void openContextMenu()
{
    QWidget *target = QApplication::focusWidget();
    if (!target)
        return;
    const QPoint at = target->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, at, target->mapToGlobal(at));
    QCoreApplication::sendEvent(target, &event);
}

} // namespace

Menus::Menus(const Parts &parts)
    : m_parts(parts)
{
    buildEndpointMenu();
    buildCircuitMenu();
    buildViewMenu();
    buildContextMenu();
    // What the Menu key does, which many a keyboard lacks.
    connect(new QShortcut(Qt::SHIFT | Qt::Key_F10, &parts.window), &QShortcut::activated, &parts.window,
            openContextMenu);
}

void Menus::setGrouped(bool grouped)
{
    m_byGroup->setChecked(grouped);
}

QMenu *Menus::addMenu(const QString &title)
{
    QMenuBar *bar = m_parts.window.menuBar();
    auto *menu = new PopupMenu(title, bar);
    bar->addMenu(menu);
    return menu;
}

void Menus::buildEndpointMenu()
{
    const EndpointActions &actions = m_parts.actions;
    QMenu *menu = addMenu(tr("&Endpoint"));
    menu->addActions({actions.add, actions.edit, actions.duplicate, actions.remove});
    menu->addSeparator();
    menu->addActions({actions.checkNow, actions.pause});
    menu->addSeparator();
    menu->addAction(&m_parts.report);
    menu->addSeparator();
    QAction *quit = menu->addAction(tr("&Quit"), &m_parts.window, &QWidget::close);
    quit->setObjectName(QStringLiteral("quit"));
    quit->setShortcut(Qt::CTRL | Qt::Key_Q);
}

void Menus::buildCircuitMenu()
{
    const EndpointActions &actions = m_parts.actions;
    QMenu *menu = addMenu(tr("&Circuit"));
    menu->addActions({actions.reset, actions.forceOpen, actions.disable});
    menu->addSeparator();
    menu->addAction(actions.resetAll);
}

void Menus::buildViewMenu()
{
    QMenu *menu = addMenu(tr("&View"));
    addFind(*menu);
    menu->addSeparator();
    menu->addActions(m_parts.folds);
    addGrouping(*menu);
    for (QMenu *ofTable : m_parts.table.menus())
        menu->addMenu(ofTable);
    menu->addSeparator();
    addWall(*menu);
}

void Menus::buildContextMenu()
{
    const EndpointActions &actions = m_parts.actions;
    EndpointTable &table = m_parts.table;
    auto *menu = new PopupMenu(&table);
    menu->setObjectName(QStringLiteral("endpointMenu"));
    menu->addActions({actions.checkNow, actions.pause});
    menu->addSeparator();
    menu->addActions({actions.reset, actions.forceOpen, actions.disable});
    menu->addSeparator();
    menu->addActions({actions.edit, actions.duplicate, actions.remove});
    connect(&table, &QWidget::customContextMenuRequested, menu,
            [&table, menu](const QPoint &at) { menu->popup(table.viewport()->mapToGlobal(at)); });
}

/// And the ways back: Escape empties the filter, Down and Return go to what it found.
void Menus::addFind(QMenu &menu)
{
    QLineEdit &filter = m_parts.filter;
    EndpointTable &table = m_parts.table;
    QAction *find = menu.addAction(tr("&Filter"));
    find->setObjectName(QStringLiteral("find"));
    find->setShortcut(QKeySequence::Find);
    connect(find, &QAction::triggered, &filter, [&filter] {
        filter.setFocus(Qt::ShortcutFocusReason);
        filter.selectAll();
    });
    connect(addFilterKey(Qt::Key_Escape), &QAction::triggered, &table, [&filter, &table] {
        filter.clear();
        table.setFocus();
    });
    connect(addFilterKey(Qt::Key_Down), &QAction::triggered, this, &Menus::matchesSought);
    connect(&filter, &QLineEdit::returnPressed, this, &Menus::matchesSought);
}

QAction *Menus::addFilterKey(Qt::Key key)
{
    auto *action = new QAction(&m_parts.filter);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_parts.filter.addAction(action);
    return action;
}

void Menus::addGrouping(QMenu &menu)
{
    m_byGroup = menu.addAction(tr("By &Group"));
    m_byGroup->setObjectName(QStringLiteral("byGroup"));
    m_byGroup->setCheckable(true);
    m_byGroup->setChecked(m_parts.isGrouped);
    m_byGroup->setShortcut(Qt::CTRL | Qt::Key_G);
    connect(m_byGroup, &QAction::toggled, this, &Menus::groupingChosen);
}

void Menus::addWall(QMenu &menu)
{
    QAction *action = menu.addAction(tr("&Wall"));
    action->setObjectName(QStringLiteral("wallView"));
    action->setShortcut(Qt::Key_F11);
    m_parts.window.addAction(action); // the wall hides the menu, and with it the keys of all other actions
    connect(action, &QAction::triggered, this, &Menus::wallToggled);
}

} // namespace fusebox::ui
