// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

#include "core/health/values/clock.h"
#include "ui/theme/theme.h"

class QMainWindow;
class QStackedWidget;

namespace fusebox::ui {

class ActionBar;
class Banner;
class DetailPane;
class EmptyState;
class EndpointActions;
class EndpointTable;
class EventLogPane;
class Folds;
class IncidentPane;
class ProblemStrip;
class Scenes;
class WallPane;
struct WindowModels;

/// The window's widgets, built and laid out; what they do together is the window's. They are its children.
struct WindowPanes
{
    WindowPanes(QMainWindow &window, WindowModels &models, const Theme &theme,
                const health::WallClock &clock);

    /// Whether there is anything to watch; else the invitation stands in place of the table.
    void showTable(bool any);

    EndpointTable *table;
    EndpointActions *actions;
    ActionBar *bar;
    Banner *banner;
    ProblemStrip *problem;
    EmptyState *empty;
    DetailPane *detail;
    EventLogPane *log;
    IncidentPane *incidents;
    Folds *folds;          ///< table, detail, log and incidents
    QStackedWidget *stack; ///< the invitation, or those
    WallPane *wall;
    Scenes *scenes; ///< all of that, or the wall
};

} // namespace fusebox::ui
