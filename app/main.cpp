// SPDX-License-Identifier: GPL-3.0-or-later
#include <QGuiApplication>

#include "app/command_line.h"
#include "app/config_check.h"
#include "app/fault_server_run.h"
#include "app/headless_run.h"
#include "app/process.h"
#include "app/termination.h"
#include "app/window_run.h"

using namespace Qt::StringLiterals;
using namespace fusebox::app;

namespace {

void nameApplication()
{
    QCoreApplication::setApplicationName(u"fusebox"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(FUSEBOX_VERSION));
    QCoreApplication::setOrganizationName(u"fusebox"_s);
    QCoreApplication::setOrganizationDomain(u"fusebox.github.io"_s);
    QGuiApplication::setApplicationDisplayName(u"Fusebox"_s);
    QGuiApplication::setDesktopFileName(u"io.github.fusebox.Fusebox"_s);
}

CommandLine readCommandLine(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return parseCommandLine(QCoreApplication::arguments());
}

int run(int argc, char **argv, const Options &options)
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
        return runWindow(argc, argv, options);
    complain(u"neither DISPLAY nor WAYLAND_DISPLAY is set; going on as --headless"_s);
    return runHeadless(argc, argv, options);
}

} // namespace

int main(int argc, char **argv)
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
    return options.check ? checkConfiguration(options) : run(argc, argv, options);
}
