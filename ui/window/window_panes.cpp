// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_panes.h"

#include <QBoxLayout>
#include <QMainWindow>
#include <QStackedWidget>

#include "ui/panes/action_bar.h"
#include "ui/panes/banner.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/empty_state.h"
#include "ui/panes/endpoint_actions.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/event_log_pane.h"
#include "ui/panes/incident_pane.h"
#include "ui/panes/problem_strip.h"
#include "ui/wall/wall_pane.h"
#include "ui/window/folds.h"
#include "ui/window/scenes.h"
#include "ui/window/window_models.h"

namespace fusebox::ui {

namespace {

QWidget *inAColumn(std::initializer_list<QWidget *> strips, QWidget *rest)
{
    auto *column = new QWidget;
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    for (QWidget *strip : strips)
        layout->addWidget(strip);
    layout->addWidget(rest, 1);
    return column;
}

QStackedWidget *oneOf(std::initializer_list<QWidget *> widgets)
{
    auto *stack = new QStackedWidget;
    for (QWidget *widget : widgets)
        stack->addWidget(widget);
    return stack;
}

} // namespace

WindowPanes::WindowPanes(QMainWindow &window, WindowModels &models, const Theme &theme,
                         const health::WallClock &clock)
    : table(new EndpointTable(models.rows, theme, clock))
    , actions(new EndpointActions(theme, *table, &window))
    , bar(new ActionBar(*actions, theme))
    , banner(new Banner(theme))
    , problem(new ProblemStrip(theme))
    , empty(new EmptyState(theme))
    , detail(new DetailPane(theme))
    , log(new EventLogPane(models.log, theme))
    , incidents(new IncidentPane(models.incidents, theme))
    , folds(new Folds(table, detail, log, incidents, theme))
    , stack(oneOf({empty, folds}))
    , wall(new WallPane(models.endpoints, models.histories, theme, clock))
    , scenes(new Scenes(window, inAColumn({problem, banner, bar}, stack), wall, *table))
{
    log->follow(detail->moment());
    for (QWidget *pane : std::initializer_list<QWidget *>{detail, log, incidents, empty})
        pane->setAttribute(Qt::WA_StyledBackground);
    for (QAction *fold : folds->toggles())
        bar->addFold(fold);
    window.setCentralWidget(scenes);
}

void WindowPanes::showTable(bool any)
{
    const bool isShown = stack->currentIndex() == 1;
    stack->setCurrentIndex(any ? 1 : 0);
    bar->setVisible(any);
    banner->setVisible(any);
    if (any && !isShown)
        table->setFocus();
}

} // namespace fusebox::ui
