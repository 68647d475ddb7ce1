// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_run.h"

#include <QApplication>
#include <QFileInfo>

#include "app/process.h"
#include "app/run_end.h"
#include "app/window/layout_file.h"
#include "core/storage/file_check.h"
#include "core/storage/whole_file.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

void nameWindows()
{
    QGuiApplication::setApplicationDisplayName(u"Fusebox"_s);
    QGuiApplication::setDesktopFileName(u"io.github.fusebox.Fusebox"_s);
}

} // namespace

WindowRun::WindowRun(const Options &options, QObject *parent)
    : QObject(parent)
    , m_window(m_clock)
{
    if (const auto layout = loadLayout(defaultLayoutFile()))
        m_window.setWindowLayout(*layout);
    connect(&m_monitor, &health::MonitorThread::updated, &m_window, &ui::MainWindow::apply);
    connect(&m_network, &SystemNetwork::changed, &m_monitor, &health::MonitorThread::networkChanged);
    m_monitor.networkChanged(m_network.word());
    connect(&m_window, &ui::MainWindow::commandRequested, this, &WindowRun::execute);
    connect(&m_window, &ui::MainWindow::demoRequested, this, &WindowRun::startDemo);
    connect(&m_window, &ui::MainWindow::saveRequested, this, &WindowRun::save);
    m_monitor.execute(health::SetLimits{settings::withinDescriptors({}, descriptorLimit(), 0)});
    if (options.demo) {
        startDemo();
        return;
    }
    const bool mayBeMissing = options.configFile.isEmpty();
    const QString file = mayBeMissing ? defaultConfigFile() : options.configFile;
    connect(&m_window, &ui::MainWindow::retryRequested, this, [this, file, mayBeMissing] {
        m_window.clearProblem();
        loadEndpoints(file, mayBeMissing);
    });
    loadEndpoints(file, mayBeMissing);
}

WindowRun::~WindowRun()
{
    m_keeper.reset(); // what it cannot save is said where it can still be seen
    if (const auto saved = saveLayout(defaultLayoutFile(), m_window.windowLayout()); !saved)
        complain(saved.error());
    m_monitor.disconnect();
    m_window.disconnect(this);
}

void WindowRun::loadEndpoints(const QString &file, bool mayBeMissing)
{
    if (mayBeMissing && !QFileInfo::exists(file)) {
        keep(file, {});
        return;
    }
    const auto config = storage::checkConfigFile(file);
    if (!config) {
        report(
            headlineOf(config.error())); // and no keeper: a file that was not understood is never rewritten
        m_window.setUnreadableFile(file);
        return;
    }
    const auto limits = settings::withinDescriptors(config->limits, descriptorLimit(), 0);
    m_monitor.execute(health::SetLimits{limits});
    for (const settings::EndpointConfig &endpoint : config->endpoints)
        m_monitor.execute(health::AddEndpoint{endpoint});
    keep(file, *config);
    const auto unreadable = storage::unreadableFiles(*config, file);
    for (auto warning = unreadable.rbegin(); warning != unreadable.rend(); ++warning)
        report(warning->toString()); // the window keeps the last, which is the first of the file
}

void WindowRun::keep(const QString &file, const storage::Config &config)
{
    m_keeper = std::make_unique<ConfigKeeper>(file, config);
    connect(m_keeper.get(), &ConfigKeeper::failed, this, &WindowRun::report);
    connect(m_keeper.get(), &ConfigKeeper::saved, &m_window, &ui::MainWindow::clearProblem);
    m_window.setConfigFile(file);
}

/// The first error, as there is room for one; the others are a command away.
QString WindowRun::headlineOf(const storage::ConfigErrors &errors)
{
    const QString first = errors.front().toString();
    return errors.size() == 1
               ? first
               : u"%1 (and %2 more: \"fusebox --check\" lists them)"_s.arg(first).arg(errors.size() - 1);
}

/// Past the keeper: what the fault lab serves is gone with this run.
void WindowRun::startDemo()
{
    if (m_lab)
        return;
    m_lab.emplace();
    for (const settings::EndpointConfig &endpoint : m_lab->endpoints())
        m_monitor.execute(health::AddEndpoint{endpoint});
}

void WindowRun::execute(const health::Command &command)
{
    m_monitor.execute(command);
    if (m_keeper)
        m_keeper->apply(command);
}

void WindowRun::save(const QString &path, const QByteArray &content)
{
    if (const auto saved = storage::replaceFile(path, content, storage::FileAccess::AsBefore); !saved)
        report(u"%1 cannot be saved: %2"_s.arg(path, saved.error()));
}

void WindowRun::report(const QString &problem)
{
    complain(problem);
    m_window.showProblem(problem);
}

int runWindow(int argc, char **argv, const Options &options)
{
    nameWindows();
    const QApplication application(argc, argv);
    const RunEnd end(options.duration);
    auto run = std::make_unique<WindowRun>(options);
    run->window().show();
    const int code = QApplication::exec();
    run.reset();
    leave(code);
}

} // namespace fusebox::app
