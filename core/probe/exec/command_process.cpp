// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/command_process.h"

#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QThreadPool>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::Failure;

namespace {

constexpr int mostWait = 1000; // ms, for a process that has been killed

/// The names of people's settings, and no secrets among them.
QProcessEnvironment environmentFor(const ExecOptions &options)
{
    const auto own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment result;
    for (const QString &name : own.keys())
        if (name == "PATH"_L1 || name == "HOME"_L1 || name == "LANG"_L1 || name == "TZ"_L1 ||
            name.startsWith("LC_"_L1))
            result.insert(name, own.value(name));
    for (const HttpField &variable : options.env)
        result.insert(QString::fromLatin1(variable.name), QString::fromUtf8(variable.value));
    return result;
}

/// As /proc tells: "pid (name) state ppid pgrp session ...", where a name may hold anything.
pid_t sessionOf(const QByteArray &status)
{
    const qsizetype name = status.lastIndexOf(')');
    const auto fields = name < 0 ? QList<QByteArray>() : status.sliced(name + 1).trimmed().split(' ');
    return fields.size() > 3 ? fields[3].toInt() : 0;
}

std::vector<pid_t> processesOfSession(pid_t session)
{
    std::vector<pid_t> processes;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const pid_t process = name.toInt();
        QFile status(u"/proc/%1/stat"_s.arg(name));
        if (process > 0 && process != session && status.open(QIODevice::ReadOnly) &&
            sessionOf(status.readAll()) == session)
            processes.push_back(process);
    }
    return processes;
}

/// Its other groups too: a shell with job control gives each of its jobs one.
void signalSession(pid_t session, int number)
{
    for (const pid_t process : processesOfSession(session))
        ::kill(process, number);
}

/// Between fork and exec: only what signal-safety(7) allows. No core of it is written (its environment may
/// hold secrets), it goes with the thread that began it, and what we block or ignore is none of its business.
void leaveUs()
{
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    for (int number = 1; number < NSIG; ++number)
        std::signal(number, SIG_DFL);
    sigset_t nothing;
    sigemptyset(&nothing);
    ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
}

} // namespace

CommandProcess::CommandProcess(const ExecOptions &options)
{
    m_process.setProgram(options.command.value(0));
    m_process.setArguments(options.command.mid(1));
    m_process.setProcessEnvironment(environmentFor(options));
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier(leaveUs);
    if (!options.folder.isEmpty())
        m_process.setWorkingDirectory(options.folder);
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, this, &CommandProcess::kill);
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { read(QProcess::StandardOutput, m_output); });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { read(QProcess::StandardError, m_errors); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            failToStart();
    });
    connect(&m_process, &QProcess::finished, this,
            [this](int, QProcess::ExitStatus status) { finish(status); });
}

CommandProcess::~CommandProcess()
{
    m_process.disconnect(this);
    if (!isRunning())
        return;
    kill();
    m_process.waitForFinished(mostWait); // one that no signal reaches is left to init
}

void CommandProcess::start()
{
    m_isStarting = true;
    errno = 0;
    m_process.start();
    m_isStarting = false;
    m_group = m_process.processId();
}

/// What start() itself could not do is this machine's lack, and errno says of what; what the child could not
/// do comes later, and is the command's own.
void CommandProcess::failToStart()
{
    const int error = m_isStarting ? errno : 0;
    m_why = isLack(error) ? lackFailure(error)
                          : Failure{.errorClass = ErrorClass::Exception,
                                    .detail = "cannot be run: " + m_process.errorString().toStdString()};
    QMetaObject::invokeMethod(this, &CommandProcess::ended, Qt::QueuedConnection);
}

void CommandProcess::terminate()
{
    signalAll(SIGTERM);
    m_killTimer.start(grace);
}

void CommandProcess::kill()
{
    signalAll(SIGKILL);
}

bool CommandProcess::waitForEnd(std::chrono::milliseconds most)
{
    return !isRunning() || m_process.waitForFinished(static_cast<int>(most.count()));
}

void CommandProcess::signalAll(int number) const
{
    if (m_group <= 0)
        return;
    const auto session = static_cast<pid_t>(m_group);
    ::kill(session, number); // which may not have begun its session yet
    ::kill(-session, number);
    signalSession(session, number);
}

/// All of /proc is read for other groups, which takes longer than this thread may.
void CommandProcess::killTheRest() const
{
    if (m_group <= 0)
        return;
    const auto session = static_cast<pid_t>(m_group);
    ::kill(-session, SIGKILL);
    QThreadPool::globalInstance()->start([session] { signalSession(session, SIGKILL); });
}

void CommandProcess::read(QProcess::ProcessChannel channel, QByteArray &kept)
{
    m_process.setReadChannel(channel);
    const QByteArray more = m_process.readAll();
    kept += more.first(std::min(more.size(), mostKept - kept.size()));
    m_written += more.size();
    if (m_written > mostWritten && !m_why) {
        m_why = Failure{.errorClass = ErrorClass::Exception, .detail = "it writes without end"};
        kill();
    }
}

void CommandProcess::finish(QProcess::ExitStatus status)
{
    m_killTimer.stop();
    read(QProcess::StandardOutput, m_output);
    read(QProcess::StandardError, m_errors);
    killTheRest();
    if (status == QProcess::CrashExit && !m_why)
        m_why = Failure{.errorClass = ErrorClass::Exception,
                        .detail = "ended by signal " + std::to_string(m_process.exitCode())};
    Q_EMIT ended();
}

} // namespace fusebox::probe
