// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"

#include <QCoreApplication>

#include "app/config_check.h"
#include "app/fault_server_run.h"
#include "app/forget_run.h"
#include "app/headless_run.h"
#include "app/process.h"
#include "app/report_run.h"
#include "app/termination.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

void nameApplication()
{
    QCoreApplication::setApplicationName(u"fusebox"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(FUSEBOX_VERSION));
    QCoreApplication::setOrganizationName(u"fusebox"_s);
    QCoreApplication::setOrganizationDomain(u"fusebox.github.io"_s);
}

CommandLine readCommandLine(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return parseCommandLine(QCoreApplication::arguments());
}

int runAsAsked(int argc, char **argv, const Options &options, WindowOpener openWindow)
{
    if (const QString lack = lackToRun(); !lack.isEmpty()) {
        complain(lack);
        return ExitFailed;
    }
    if (options.faultServer)
        return runFaultServer(argc, argv, options);
    if (options.headless)
        return runHeadless(argc, argv, options);
    if (!isDisplayMissing())
        return openWindow(argc, argv, options);
    complain(u"neither DISPLAY nor WAYLAND_DISPLAY is set; going on as --headless"_s);
    return runHeadless(argc, argv, options);
}

} // namespace

int runProgram(int argc, char **argv, WindowOpener openWindow)
{
    holdTerminationSignals();
    prepareProcess();
    nameApplication();
    const CommandLine commandLine = readCommandLine(argc, argv);
    if (const auto *misuse = std::get_if<Misuse>(&commandLine)) {
        complain(misuse->sentence);
        return ExitBadInput;
    }
    if (const auto *answer = std::get_if<Answer>(&commandLine)) {
        releaseTerminationSignals(); // where the output is held, it may be told to end
        return print(answer->text) ? ExitFine : ExitFailed;
    }
    const Options &options = std::get<Options>(commandLine);
    if (options.report)
        return runReport(argc, argv, options);
    if (options.forget)
        return runForget(argc, argv, options);
    return options.check ? checkConfiguration(options) : runAsAsked(argc, argv, options, openWindow);
}

} // namespace fusebox::app
