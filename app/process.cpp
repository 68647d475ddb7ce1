// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process.h"

#include <atomic>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <langinfo.h>
#include <limits>
#include <malloc.h>
#include <new>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

#include <QByteArray>
#include <QStandardPaths>

#include "app/core_dumps.h"
#include "app/held_stream.h"
#include "app/termination.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void openMissingStreams()
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
        // Nobody reads standard output then, which has to be told: it cannot be written to.
        const int mode = stream == STDOUT_FILENO ? O_RDONLY : O_RDWR;
        if (::fcntl(stream, F_GETFD) < 0)
            ::open("/dev/null", mode); // takes the lowest number that is free: this one
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

/// Streams, three loops and what wakes them, name servers, and something to check with.
constexpr qint64 leastDescriptors = 32;
constexpr rlim_t mebibyte = 1024 * 1024;
/// With less the libraries that we are made of break at their first failed allocation, without a word.
constexpr rlim_t leastAddresses = 224 * mebibyte;

/// Else Qt switches by itself, but warns on standard error at every start.
void useUtf8()
{
    std::setlocale(LC_CTYPE, "");
    if (qstrcmp(::nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv(qEnvironmentVariableIsEmpty("LC_ALL") ? "LC_CTYPE" : "LC_ALL", "C.UTF-8");
}

/// The arena that the C library gives each thread takes 64 MiB of addresses; a thread that can have none gets
/// a page from the system for each few bytes, and is slow beyond use.
void shareArena()
{
    rlimit addresses{};
    if (::getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY)
        ::mallopt(M_ARENA_MAX, 1);
}

QByteArray lineOf(const QString &sentence)
{
    return "fusebox: " + storage::escaped(sentence).toUtf8() + '\n';
}

/// Where the terminal is held, what is said to it is lost rather than waited with; once it was, the next
/// tries for a moment only.
void sayError(QByteArrayView line)
{
    static std::atomic<bool> isHeld{false};
    const auto patience = isHeld ? 0ms : 300ms;
    isHeld = !HeldStream(STDERR_FILENO).writeAll(line, patience);
}

/// Qt goes on without the thread, and who waits for it would wait for ever.
constexpr QLatin1StringView noThread = "QThread::start: Thread creation error"_L1;

/// Qt's own words, from any thread. What it would abort for is a lack of this machine, such as no display.
void takeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    sayError(qFormatLogMessage(type, context, message).toUtf8() + '\n');
    if (type == QtFatalMsg || message.startsWith(noThread))
        std::_Exit(ExitFailed);
}

/// GLib, which the desktop's libraries bring along, traps where it has no thread or descriptor, and has said
/// so.
void endForGlib(int)
{
    std::_Exit(ExitFailed);
}

/// Memory or a thread that is not to be had ends the program in order; anything else is a fault of ours,
/// whose trace is worth a core. Nothing here takes memory.
[[noreturn]] void endWithoutMeans()
{
    try {
        if (const auto thrown = std::current_exception())
            std::rethrow_exception(thrown);
    } catch (const std::bad_alloc &) {
        HeldStream(STDERR_FILENO).writeAll("fusebox: out of memory\n", 300ms);
        std::_Exit(ExitFailed);
    } catch (const std::system_error &) {
        HeldStream(STDERR_FILENO).writeAll("fusebox: no more threads or memory to be had\n", 300ms);
        std::_Exit(ExitFailed);
    } catch (...) { // below
    }
    std::abort();
}

} // namespace

void prepareProcess()
{
    openMissingStreams();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit of files' size becomes an error of write()
    std::signal(SIGTRAP, endForGlib);
    std::set_terminate(endWithoutMeans);
    qInstallMessageHandler(takeMessage);
    raiseFileLimit();
    shareArena();
    keepMemoryOutOfCores();
    useUtf8();
}

void complain(const QString &sentence)
{
    sayError(lineOf(sentence));
}

void complainOfAll(const QStringList &sentences)
{
    releaseTerminationSignals();
    for (const QString &sentence : sentences)
        std::fputs(lineOf(sentence).constData(), stderr);
}

bool print(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    if (std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout) ==
            static_cast<std::size_t>(bytes.size()) &&
        std::fflush(stdout) == 0)
        return true;
    complainOfOutput(errno);
    return false;
}

void complainOfOutput(int errorNumber)
{
    complain(u"standard output cannot be written: %1"_s.arg(qt_error_string(errorNumber)));
}

qint64 descriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::numeric_limits<qint64>::max();
    return static_cast<qint64>(limit.rlim_cur);
}

QString lackToRun()
{
    if (const qint64 limit = descriptorLimit(); limit < leastDescriptors)
        return u"%1 files may be open, and %2 are needed; allow more with \"ulimit -n\""_s.arg(limit).arg(
            leastDescriptors);
    rlimit addresses = {};
    const bool isKnown = ::getrlimit(RLIMIT_AS, &addresses) == 0;
    if (isKnown && addresses.rlim_cur < leastAddresses)
        return u"%1 MiB of addresses may be used, and %2 are needed; allow more with \"ulimit -v\""_s
            .arg(addresses.rlim_cur / mebibyte)
            .arg(leastAddresses / mebibyte);
    return {};
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
