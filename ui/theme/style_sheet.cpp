// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include <utility>

namespace fusebox::ui {

namespace {

/// Words with an @ are colours.
constexpr auto sheet = R"(
QMainWindow, QDialog, QMessageBox { background: @window; }
QMenuBar { background: @surface; color: @text; border-bottom: 1px solid @hairline; padding: 0 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hovered; }
#bar, #detailPane, #eventLogPane, #incidentPane, #emptyState { background: @surface; }
#bar { border-bottom: 1px solid @hairline; }

QTreeView { background: @surface; color: @text; border: none; outline: none; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @secondary; border: none;
    border-bottom: 1px solid @hairline; padding: 6px 8px; }
QHeaderView::section:hover { color: @text; }

QToolButton { color: @text; border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }
QToolButton:hover { background: @hovered; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton[chip="true"] { border: 1px solid @hairline; border-radius: 11px; padding: 2px 8px; }
QToolButton[chip="true"]:checked { border-color: @accent; background: @selected; }
QToolButton[chip="true"]:focus { border: 2px solid @accent; padding: 1px 7px; }
QToolButton[segment="true"] { color: @secondary; padding: 1px 8px; border-radius: 4px; }
QToolButton[segment="true"]:checked { color: @text; background: @selected; }
QToolButton[disclosure="true"] { padding-left: 0; }
QToolButton[disclosure="true"]:checked { background: transparent; }
QToolButton[disclosure="true"]:hover { background: @hovered; }

QPushButton { color: @text; background: @surface; border: 1px solid @edge; border-radius: 6px;
    padding: 6px 16px; }
QPushButton:hover { background: @hovered; }
QPushButton:pressed { background: @selected; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; border-color: @hairline; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[primary="true"]:disabled { background: @hairline; color: @secondary; border-color: @hairline; }

QLineEdit, QPlainTextEdit { color: @text; background: @surface; border: 1px solid @edge; border-radius: 6px;
    padding: 4px 8px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border: 1px solid @unhealthy;
    background: @unhealthyTint; }

QTableView { color: @text; background: @surface; border: 1px solid @edge; border-radius: 6px; outline: none; }
QTableView:focus { border-color: @accent; }
QTableView::item { border: none; padding: 0 5px; }
QTableView::item:selected { color: @text; background: @selected; }
QTableView QLineEdit { border: 1px solid @accent; border-radius: 0; padding: 0 5px; }
QWidget[invalid="true"] QTableView { border: 1px solid @unhealthy; background: @unhealthyTint; }

QComboBox { color: @text; background-color: @surface; }
QComboBox QAbstractItemView { color: @text; background: @surface; border: 1px solid @edge;
    selection-background-color: @selected; selection-color: @text; }

QCheckBox { color: @text; spacing: 8px; padding: 4px 0; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid @edge; border-radius: 3px;
    background: @surface; }
QCheckBox::indicator:checked { border-color: @accent; background: @accent; }
QCheckBox:focus { color: @accent; }

QTabWidget::pane { border: none; }
QTabWidget::tab-bar { left: 0; }
QTabBar { background: transparent; }
QTabBar::tab { color: @secondary; background: transparent; border: none; padding: 4px 2px 6px 2px;
    margin-right: 16px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }

QSplitter::handle { background: @window; }
QSplitter::handle:hover { background: @hairline; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QAbstractScrollArea::corner { background: @surface; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @edge; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

} // namespace

QString styleSheet(const Colours &colours)
{
    const Tone &unhealthy = colours.of(health::Status::Unhealthy);
    // Longer names first where one begins with another.
    const std::pair<const char *, QColor> names[] = {
        {"@unhealthyTint", colours.tint(unhealthy)},
        {"@unhealthy", unhealthy.fill},
        {"@onAccent", colours.onAccent},
        {"@accent", colours.accent},
        {"@secondary", colours.secondary},
        {"@selected", colours.selected},
        {"@surface", colours.surface},
        {"@hairline", colours.hairline},
        {"@hovered", colours.hovered},
        {"@window", colours.window},
        {"@faint", colours.faint},
        {"@edge", colours.edge},
        {"@text", colours.text},
    };
    QString text = QString::fromLatin1(sheet);
    for (const auto &[name, colour] : names)
        text.replace(QLatin1StringView(name), colour.name());
    return text;
}

} // namespace fusebox::ui
