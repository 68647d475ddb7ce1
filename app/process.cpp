// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process.h"

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <langinfo.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QByteArray>
#include <QStandardPaths>

#include "app/core_dumps.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

void openMissingStreams()
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
        if (::fcntl(stream, F_GETFD) < 0)
            ::open("/dev/null", O_RDWR); // takes the lowest number that is free: this one
    }
}

/// A check of each of thousands of endpoints may have a socket at once; the usual soft limit is 1,024.
void raiseFileLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Else Qt switches by itself, but warns on standard error at every start.
void useUtf8()
{
    std::setlocale(LC_CTYPE, "");
    if (qstrcmp(::nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv(qEnvironmentVariableIsEmpty("LC_ALL") ? "LC_CTYPE" : "LC_ALL", "C.UTF-8");
}

} // namespace

void prepareProcess()
{
    openMissingStreams();
    std::signal(SIGPIPE, SIG_IGN);
    raiseFileLimit();
    keepMemoryOutOfCores();
    useUtf8();
}

void complain(const QString &sentence)
{
    const QByteArray line = "fusebox: " + storage::escaped(sentence).toUtf8() + '\n';
    std::fputs(line.constData(), stderr);
}

bool print(const QString &text)
{
    return std::fputs(text.toUtf8().constData(), stdout) >= 0 && std::fflush(stdout) == 0;
}

void leave(int code)
{
    std::fflush(nullptr);
    std::_Exit(code);
}

bool isDisplayMissing()
{
    const QString platform = qEnvironmentVariable("QT_QPA_PLATFORM").section(u';', 0, 0).section(u':', 0, 0);
    const bool needsDisplay = platform.isEmpty() || platform == "xcb"_L1 || platform.startsWith("wayland"_L1);
    return needsDisplay && qEnvironmentVariableIsEmpty("DISPLAY") &&
           qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

QString defaultConfigFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           u"/fusebox/fusebox.json"_s;
}

} // namespace fusebox::app
