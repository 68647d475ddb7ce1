// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>

#include "app/command_line.h"
#include "app/config_follower.h"
#include "app/history_run.h"
#include "app/line_output.h"
#include "app/secret_supply.h"
#include "app/system_network.h"
#include "core/health/monitor/monitor_thread.h"
#include "core/history/run_summary.h"

namespace fusebox::app {

/// The monitor with its events on standard output, until the reader has enough or someone ends it.
class HeadlessRun final : public QObject
{
    Q_OBJECT

public:
    using Reporter = std::function<QByteArray(const health::Event &)>;

    using SummaryReporter = std::function<QByteArray(const std::vector<history::EndpointSummary> &)>;

    /// With a `summary` the run ends with one.
    explicit HeadlessRun(Reporter reporter, SummaryReporter summary, QObject *parent = nullptr);

    /// `folder`: of the configuration's file, where paths of secrets start.
    void start(const storage::Config &config, const QString &folder, HistoryRun history = {});
    /// From now on what the files say, whenever they change. What is wrong with them goes to standard error.
    void follow(const storage::ConfigTexts &texts, const storage::ConfigSet &set);
    /// Ends the monitor and writes what was still to be said.
    void finish();

private:
    void report(const health::MonitorUpdatePtr &update);
    void execute(const health::Command &command);
    void remark();

    Reporter m_reporter;
    SummaryReporter m_summaryReporter;
    history::RunSummary m_summary = {};
    LineOutput m_output;
    HistoryRun m_history = {};
    QStringList m_remarks = {}; ///< on the history, that have been made
    health::MonitorThread m_monitor;
    SystemNetwork m_network;
    SecretSupply m_secrets;
    std::unique_ptr<ConfigFollower> m_follower = {};
};

/// Runs as --headless with a QCoreApplication of its own; the process's exit code. Problems go to standard
/// error.
[[nodiscard]] int runHeadless(int argc, char **argv, const Options &options);

} // namespace fusebox::app
