// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QStringList>
#include <QTimer>

#include "ui/endpoint_actions.h"
#include "ui/main_window.h"
#include "ui/models/endpoint_table_model.h"
#include "ui/models/event_log_model.h"

class QMenu;
class QSplitter;
class QStackedWidget;

namespace fusebox::ui {

class ActionBar;
class Banner;
class DetailPane;
class EmptyState;
class EndpointTable;
class EventLogPane;
class ProblemStrip;
class WallPane;

/// The window's parts and how they are joined: built in main_window_layout.cpp, shown values in
/// main_window_values.cpp, asked for commands in main_window_commands.cpp.
class MainWindow::Private final : public QObject
{
public:
    Private(MainWindow &window, const health::WallClock &clock);
    ~Private() override;

    void apply(const health::MonitorUpdatePtr &update);
    void arrange(const QSize &size);
    void fitLog(bool hasRoom);
    void followPalette();
    void startTicking(bool on);

    MainWindow &q;
    const health::WallClock &clock;
    Theme theme;
    history::HistoryStore histories;
    EndpointStore endpoints;
    EndpointTableModel rows;
    EventLogModel log;

    EndpointTable *table = nullptr;
    EndpointActions *actions = nullptr;
    ActionBar *bar = nullptr;
    Banner *banner = nullptr;
    ProblemStrip *problem = nullptr;
    EmptyState *empty = nullptr;
    DetailPane *detail = nullptr;
    EventLogPane *logPane = nullptr;
    QSplitter *across = nullptr; ///< table and detail
    QSplitter *down = nullptr;   ///< those, and the log
    QStackedWidget *stack = nullptr;
    QStackedWidget *scenes = nullptr; ///< what a person works with, or the wall
    WallPane *wall = nullptr;

    void showWall(bool on);
    [[nodiscard]] WindowLayout layout() const;
    void setLayout(const WindowLayout &layout);

private:
    // Built once.
    void build();
    void buildMenus();
    void addGrouping(QMenu &menu);
    void addWall(QMenu &menu);
    QMenu *buildContextMenu();
    void addFold(QMenu &menu, QWidget &pane, const QString &icon, const QString &text,
                 const QKeySequence &key);
    void connectActions();
    void connectViews();

    // Values in.
    void takeIn();
    void finish(const health::MonitorUpdate &update);
    [[nodiscard]] health::Event withNames(health::Event event) const;
    void writeLog(const std::vector<health::Event> &events);
    void showOverall(const health::OverallStatus &overall);
    void showTable(bool any);
    void showBanner();
    [[nodiscard]] QString overview() const;
    void showDetail();
    void choose();
    void follow();
    void selectSomething();
    void followWorst();
    void moveRows(const std::function<bool()> &move);
    [[nodiscard]] const health::EndpointSnapshot *worst() const;
    [[nodiscard]] const health::Incident *largestIncident() const;
    [[nodiscard]] QString companyOf(const settings::EndpointId &id) const;
    [[nodiscard]] settings::EndpointId culprit() const;
    [[nodiscard]] std::vector<const health::EndpointSnapshot *> selected() const;
    void refilter();
    void enterTable();
    void reveal(const settings::EndpointId &id);
    void resort();
    void tick();

    // Commands out.
    void request(const health::Command &command);
    template <typename C>
    void requestForSelected();
    void addEndpoint(const settings::EndpointConfig &draft);
    void editEndpoint();
    void duplicateEndpoint();
    void removeEndpoints();
    void pauseOrResume();
    void exportLog(const QByteArray &content, const QString &name);

    history::UpdateIntake m_intake;
    QTimer m_more; ///< runs while the intake has more
    QTimer m_tick;
    QTimer m_resort;
    int m_ticks = 0;
    health::OverallStatus m_overall;
    std::optional<health::Moment> m_offlineSince;
    std::optional<health::Lack> m_lack;
    std::shared_ptr<const std::vector<health::Incident>> m_incidents = health::MonitorUpdate().incidents;
    settings::EndpointId m_toSelect; ///< one that was just added, until it appears
    settings::EndpointId m_chosen;   ///< shown in the detail pane, also while the filter hides its row
    QStringList m_selected;          ///< chosen for commands, whether the filter hides their rows or not
    Qt::WindowStates m_stateBeforeWall;
    bool m_logHasRoom = true;
    bool m_logIsFolded = false; ///< for want of room
    bool m_rowsMove = false;    ///< by the filter: the table's selection is not a person's
};

} // namespace fusebox::ui
