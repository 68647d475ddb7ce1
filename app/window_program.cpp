// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_program.h"

#include <cerrno>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>

#include "app/process.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

/// Beside what runs now, whichever link it was started by.
QString windowProgram(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return QCoreApplication::applicationDirPath() + u"/fusebox-window"_s;
}

QString whyNotStarted(const QString &program, int errorNumber)
{
    if (errorNumber == ENOENT)
        return u"the window is not installed: %1 not found; --headless works without it"_s.arg(program);
    return u"the window cannot be started: %1: %2; --headless works without it"_s.arg(
        program, qt_error_string(errorNumber));
}

} // namespace

int becomeWindowProgram(int argc, char **argv, const Options &)
{
    const QString program = windowProgram(argc, argv);
    ::execv(QFile::encodeName(program).constData(), argv);
    complain(whyNotStarted(program, errno));
    return ExitFailed;
}

} // namespace fusebox::app
