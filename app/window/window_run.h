// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "app/command_line.h"
#include "app/config_watch.h"
#include "app/demo/demo_lab.h"
#include "app/history_run.h"
#include "app/secret_supply.h"
#include "app/system_network.h"
#include "app/window/config_keeper.h"
#include "app/window/history_desk.h"
#include "app/window/report_maker.h"
#include "core/health/monitor/monitor_thread.h"
#include "ui/main_window.h"

namespace fusebox::app {

/// Puts window, monitor and configuration together. Thread: main.
class WindowRun final : public QObject
{
    Q_OBJECT

public:
    explicit WindowRun(const Options &options, QObject *parent = nullptr);
    ~WindowRun() override;

    [[nodiscard]] ui::MainWindow &window() { return m_window; }

private:
    void openConfig(const QString &file, bool mayBeMissing);
    void loadEndpoints();
    void lookAgain();
    void keep(storage::ConfigTexts texts, storage::ConfigSet set);
    void follow(const std::vector<health::Command> &commands);
    void keepHistory(const settings::HistorySettings &settings);
    void keepNoHistory();
    void openDesk();
    void makeReports();
    void remark();
    void markReadOnly();
    void startDemo();
    void execute(const fusebox::health::Command &command);
    void save(const QString &path, const QByteArray &content);
    void report(ui::Problem of, const QString &sentence);

    health::SystemClock m_clock;
    std::optional<demo::DemoLab> m_lab;
    QString m_configFile = {};
    bool m_mayBeMissing = false;
    std::optional<storage::ConfigTexts> m_unreadable = {}; ///< what could not be understood at the start
    std::unique_ptr<ConfigKeeper> m_keeper;                ///< none: edits are not saved
    std::unique_ptr<ConfigWatch> m_watch;
    QString m_reportFile = {};  ///< of the report that is made
    QString m_historyFile = {}; ///< empty: none is kept
    HistoryRun m_history = {};
    QStringList m_remarks = {}; ///< on the history, that have been made
    ui::MainWindow m_window;
    ReportMaker m_reports;
    std::unique_ptr<HistoryDesk> m_desk; ///< null: there is no history to read
    health::MonitorThread m_monitor;
    SystemNetwork m_network;
    SecretSupply m_secrets;
};

/// Runs with a window and a QApplication of its own; the process's exit code.
[[nodiscard]] int runWindow(int argc, char **argv, const Options &options);

} // namespace fusebox::app
