// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_run.h"

#include <QApplication>
#include <QTimer>

#include "app/config_check.h"
#include "app/history_file.h"
#include "app/history_words.h"
#include "app/instance.h"
#include "app/process.h"
#include "app/report_run.h"
#include "app/run_end.h"
#include "app/window/layout_file.h"
#include "core/storage/whole_file.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using ui::Problem;

namespace {

void nameWindows()
{
    QGuiApplication::setApplicationDisplayName(u"Fusebox"_s);
    QGuiApplication::setDesktopFileName(u"io.github.fusebox.Fusebox"_s);
}

ReportFormat formatOf(const QString &path)
{
    if (path.endsWith(".csv"_L1, Qt::CaseInsensitive))
        return ReportFormat::Csv;
    return path.endsWith(".json"_L1, Qt::CaseInsensitive) ? ReportFormat::Json : ReportFormat::Html;
}

/// Its window, where that can be seen from here, has come forward meanwhile.
int leaveToFirst(const Instance &instance, const QString &file)
{
    const auto first = instance.askFirst(QCoreApplication::arguments());
    if (first && first->hasWindow && first->display == ownFacts(true).display)
        return ExitFine;
    complain(u"%1 is watched already: %2"_s.arg(file, whereIs(first)));
    return ExitBadInput;
}

/// On Wayland a window comes forward for a token alone; Qt takes it from the environment, once.
void bringForward(QWidget &window, const QString &token)
{
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    window.setWindowState((window.windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    window.show();
    window.raise();
    window.activateWindow();
}

} // namespace

WindowRun::WindowRun(const Options &options, QObject *parent)
    : QObject(parent)
    , m_window(m_clock)
    , m_secrets(storage::sessionKeyring())
{
    if (const auto layout = loadLayout(defaultLayoutFile()))
        m_window.setWindowLayout(*layout);
    connect(&m_monitor, &health::MonitorThread::updated, &m_window, &ui::MainWindow::apply);
    connect(&m_network, &SystemNetwork::changed, &m_monitor, &health::MonitorThread::networkChanged);
    m_monitor.networkChanged(m_network.word());
    connect(&m_secrets, &SecretSupply::changed, this,
            [this](const health::SetSecrets &secrets) { m_monitor.execute(secrets); });
    connect(&m_secrets, &SecretSupply::warned, this,
            [this](const QString &sentence) { report(Problem::Secrets, sentence); });
    connect(&m_window, &ui::MainWindow::commandRequested, this, &WindowRun::execute);
    connect(&m_window, &ui::MainWindow::keepRequested, this, [this](const ui::KeepSecret &request) {
        m_secrets.keep(request.name, request.value, request.done);
    });
    connect(&m_window, &ui::MainWindow::demoRequested, this, &WindowRun::startDemo);
    connect(&m_window, &ui::MainWindow::saveRequested, this, &WindowRun::save);
    m_monitor.execute(health::SetLimits{settings::withinDescriptors({}, descriptorLimit(), 0)});
    if (options.demo) {
        startDemo();
        return;
    }
    connect(&m_window, &ui::MainWindow::retryRequested, this, [this] {
        m_window.clearProblem(Problem::Configuration);
        loadEndpoints();
    });
    connect(&m_window, &ui::MainWindow::reloadRequested, this, [this] {
        if (m_keeper)
            m_keeper->reload();
    });
    connect(&m_window, &ui::MainWindow::overwriteRequested, this, [this] {
        if (m_keeper)
            m_keeper->overwrite();
    });
    makeReports();
    m_historyFile = historyFileToKeep(options, false);
    openConfig(configFileOf(options), options.configFile.isEmpty());
}

WindowRun::~WindowRun()
{
    m_keeper.reset(); // what it cannot save is said where it can still be seen
    if (const auto saved = saveLayout(defaultLayoutFile(), m_window.windowLayout()); !saved)
        complain(saved.error());
    m_secrets.disconnect(this);
    m_monitor.stop();
    m_history.keeper.reset(); // what it has is written
    m_monitor.disconnect();
    m_window.disconnect(this);
}

void WindowRun::openConfig(const QString &file, bool mayBeMissing)
{
    m_configFile = file;
    m_secrets.setFolder(QFileInfo(file).absolutePath());
    m_mayBeMissing = mayBeMissing;
    m_watch = std::make_unique<ConfigWatch>(file);
    connect(m_watch.get(), &ConfigWatch::settled, this, &WindowRun::lookAgain);
    loadEndpoints();
}

void WindowRun::loadEndpoints()
{
    storage::ConfigTexts texts = storage::readConfigTexts(m_configFile);
    auto set = storage::checkConfigTexts(texts, m_mayBeMissing);
    if (!set) {
        report(Problem::Configuration,
               headlineOf(set.error())); // and no keeper: a file that was not understood is never rewritten
        m_window.setUnreadableFile(m_configFile);
        m_unreadable = std::move(texts);
        return;
    }
    m_unreadable.reset();
    const storage::Config config = storage::wholeOf(*set);
    const auto limits = settings::withinDescriptors(config.limits, descriptorLimit(), 0);
    m_monitor.execute(health::SetLimits{limits});
    m_secrets.watch(config.endpoints);
    keepHistory(config.history);
    for (const settings::EndpointConfig &endpoint : config.endpoints)
        m_monitor.execute(m_history.adding(endpoint));
    const auto unreadable = warningsOf(*set, m_configFile);
    keep(std::move(texts), std::move(*set));
    for (auto warning = unreadable.rbegin(); warning != unreadable.rend(); ++warning)
        report(Problem::Configuration,
               warning->toString()); // the window keeps the last, which is the first of the file
}

/// Another process that writes it, or a later Fusebox's file: a sentence, and measuring goes on without.
void WindowRun::keepHistory(const settings::HistorySettings &settings)
{
    if (m_historyFile.isEmpty())
        return;
    auto history = beginHistory(m_historyFile, settings, m_clock);
    if (!history)
        return report(Problem::History, history.error());
    m_history = *std::move(history);
    auto *keeper = m_history.keeper.get();
    connect(&m_monitor, &health::MonitorThread::updated, keeper, &storage::HistoryKeeper::add);
    connect(keeper, &storage::HistoryKeeper::stateChanged, this, &WindowRun::remark);
    openDesk();
}

void WindowRun::keepNoHistory()
{
    m_desk.reset();
    m_history = {};
    m_window.setHistoryKept(false);
}

void WindowRun::openDesk()
{
    const health::TimePoint begun = m_clock.now();
    m_desk = std::make_unique<HistoryDesk>(m_historyFile);
    auto *desk = m_desk.get();
    connect(desk, &HistoryDesk::tracesRead, this,
            [this](const storage::Traces &traces, health::TimePoint until) {
                for (const auto &[id, bodies] : traces)
                    m_window.showTrace(id, bodies, until);
            });
    connect(desk, &HistoryDesk::pastRead, &m_window, &ui::MainWindow::showPast);
    connect(desk, &HistoryDesk::uptimesRead, &m_window, &ui::MainWindow::showUptimes);
    connect(desk, &HistoryDesk::incidentsRead, &m_window, &ui::MainWindow::showIncidents);
    connect(&m_window, &ui::MainWindow::incidentsRequested, desk, &HistoryDesk::askIncidents);
    connect(&m_window, &ui::MainWindow::noteWritten, desk, [this, desk](qint64 outage, const QString &text) {
        m_history.keeper->addNote(outage, text);
        QTimer::singleShot(2 * storage::HistoryWriter::pace, desk,
                           &HistoryDesk::askIncidents); // by then it is written
    });
    m_window.setHistoryKept(true);
    // With the first update the window knows of whom they are.
    connect(
        &m_monitor, &health::MonitorThread::updated, desk,
        [this, desk, begun] { desk->askTraces(m_clock.moment(), begun); }, Qt::SingleShotConnection);
    connect(
        &m_window, &ui::MainWindow::pastRequested, desk,
        [this, desk, begun](const settings::EndpointId &id) { desk->askPast(id, m_clock.moment(), begun); });
    connect(&m_window, &ui::MainWindow::uptimesRequested, desk,
            [this, desk](const settings::EndpointId &id) { desk->askUptimes(id, m_clock.wallNow()); });
}

/// As what its file's ending says.
void WindowRun::makeReports()
{
    connect(&m_window, &ui::MainWindow::reportCancelled, &m_reports, &ReportMaker::cancel);
    connect(&m_reports, &ReportMaker::progressed, &m_window, &ui::MainWindow::showReportProgress);
    connect(&m_window, &ui::MainWindow::reportWished, this, [this](const ui::ReportWish &wish) {
        m_reportFile = wish.path;
        const history::Stretch stretch = stretchOf({.since = wish.length}, m_clock.wallNow());
        m_reports.make(m_historyFile, {.stretch = stretch, .group = wish.group});
    });
    connect(&m_reports, &ReportMaker::made, this, [this](const history::Report &report) {
        m_window.showReportProgress(1);
        save(m_reportFile, reportText(report, formatOf(m_reportFile)));
    });
    connect(&m_reports, &ReportMaker::failed, this, [this](const QString &sentence) {
        m_window.showReportProgress(1);
        report(Problem::Export, sentence);
    });
}

/// To standard error, each once, as long as it is true.
void WindowRun::remark()
{
    const QStringList remarks = remarksOn(m_history.keeper->state());
    for (const QString &sentence : remarks)
        if (!m_remarks.contains(sentence))
            complain(sentence);
    if (remarks.isEmpty())
        m_window.clearProblem(Problem::History);
    else
        m_window.showProblem(Problem::History, remarks.join(u'\n'));
    m_remarks = remarks;
}

/// Files of a configuration have changed, by whomever.
void WindowRun::lookAgain()
{
    if (m_keeper) {
        m_keeper->look();
    } else if (m_unreadable && storage::readConfigTexts(m_configFile) != m_unreadable) {
        m_window.clearProblem(Problem::Configuration);
        loadEndpoints();
    }
}

void WindowRun::keep(storage::ConfigTexts texts, storage::ConfigSet set)
{
    m_keeper = std::make_unique<ConfigKeeper>(std::move(texts), std::move(set), defaultVersionsFolder());
    connect(m_keeper.get(), &ConfigKeeper::failed, this,
            [this](const QString &sentence) { report(Problem::Configuration, sentence); });
    connect(m_keeper.get(), &ConfigKeeper::saved, this,
            [this] { m_window.clearProblem(Problem::Configuration); });
    connect(m_keeper.get(), &ConfigKeeper::changed, this, &WindowRun::follow);
    connect(m_keeper.get(), &ConfigKeeper::conflicted, this,
            [this](const QStringList &lines) { m_window.askAboutConflict(m_configFile, lines); });
    m_window.setConfigFile(m_configFile);
    markReadOnly();
}

/// What others have changed is watched so, and not kept once more.
void WindowRun::follow(const std::vector<health::Command> &commands)
{
    m_window.clearProblem(Problem::Configuration);
    markReadOnly();
    if (m_history.keeper)
        m_history.keeper->setSettings(m_keeper->config().history);
    for (const health::Command &command : commands) {
        const auto *limits = std::get_if<health::SetLimits>(&command);
        m_secrets.follow(command);
        m_monitor.execute(
            limits ? health::SetLimits{settings::withinDescriptors(limits->limits, descriptorLimit(), 0)}
                   : command);
    }
}

void WindowRun::markReadOnly()
{
    QHash<settings::EndpointId, QString> files;
    for (const storage::ConfigFragment &fragment : m_keeper->fragments()) {
        for (const settings::EndpointConfig &endpoint : fragment.endpoints)
            files.insert(endpoint.id, fragment.file);
    }
    m_window.setReadOnlyEndpoints(files);
}

/// Past the keeper, and kept in no history: what the fault lab serves is gone with this run.
void WindowRun::startDemo()
{
    if (m_lab)
        return;
    keepNoHistory();
    m_lab.emplace();
    for (const settings::EndpointConfig &endpoint : m_lab->endpoints())
        m_monitor.execute(health::AddEndpoint{endpoint});
}

void WindowRun::execute(const health::Command &command)
{
    m_secrets.follow(command);
    m_monitor.execute(command);
    if (m_keeper)
        m_keeper->apply(command);
}

void WindowRun::save(const QString &path, const QByteArray &content)
{
    if (const auto saved = storage::replaceFile(path, content, storage::FileAccess::AsBefore); !saved)
        report(Problem::Export, u"%1 cannot be saved: %2"_s.arg(path, saved.error()));
    else
        m_window.clearProblem(Problem::Export);
}

void WindowRun::report(Problem of, const QString &sentence)
{
    complain(sentence);
    m_window.showProblem(of, sentence);
}

int runWindow(int argc, char **argv, const Options &options)
{
    nameWindows();
    const QApplication application(argc, argv);
    const auto instance =
        options.demo ? nullptr : std::make_unique<Instance>(configFileOf(options), ownFacts(true));
    if (instance && !instance->isFirst())
        return leaveToFirst(*instance, configFileOf(options));
    const RunEnd end(options.duration);
    auto run = std::make_unique<WindowRun>(options);
    run->window().show();
    if (instance)
        QObject::connect(instance.get(), &Instance::raiseRequested, &run->window(),
                         [&window = run->window()](const QStringList &, const QString &token) {
                             bringForward(window, token);
                         });
    const int code = QApplication::exec();
    run.reset();
    leave(code);
}

} // namespace fusebox::app
