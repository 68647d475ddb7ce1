// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/command_process.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include "core/probe/contract/machine_lack.h"
#include "core/probe/exec/command_minder.h"

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

/// Beside the program, or, for those that are not installed, where it was built.
QString minderProgram()
{
    const QString beside = QCoreApplication::applicationDirPath() + u'/' + QLatin1StringView(minderName);
    return QFileInfo::exists(beside) ? beside : QStringLiteral(FUSEBOX_MINDER);
}

/// By our own PATH; as it is where it is found nowhere, so that the system says what is the matter.
QString pathOf(const QString &program)
{
    const QString found = program.contains(u'/') ? program : QStandardPaths::findExecutable(program);
    return found.isEmpty() ? program : found;
}

/// From here until it is destroyed the thread hears no signal that is a minder's, and neither does a child
/// that it makes, until that has become one.
class BlockedSignals
{
public:
    BlockedSignals()
    {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, minderKill);
        ::pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    }
    ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    Q_DISABLE_COPY_MOVE(BlockedSignals)

private:
    sigset_t m_before = {};
};

Failure notRun(const QString &why)
{
    return {.errorClass = ErrorClass::Exception, .detail = "cannot be run: " + why.toStdString()};
}

} // namespace

CommandProcess::CommandProcess(const ExecOptions &options)
    : m_program(pathOf(options.command.value(0)))
    , m_arguments(options.command.mid(1))
{
    m_process.setProgram(minderProgram());
    m_process.setProcessEnvironment(environmentFor(options));
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([this] { ::fcntl(m_report[1], F_SETFD, 0); }); // stays open
    if (!options.folder.isEmpty())
        m_process.setWorkingDirectory(options.folder);
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
    if (isRunning()) {
        kill();
        m_process.waitForFinished(mostWait); // one that no signal reaches is left to init
    }
    if (m_report[0] >= 0)
        ::close(m_report[0]);
}

void CommandProcess::start()
{
    const BlockedSignals blocked;
    m_isStarting = true;
    errno = 0;
    if (::pipe2(m_report.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        failToStart();
    } else {
        const QStringList own{QString::number(::getpid()), QString::number(m_report[1]), m_program};
        m_process.setArguments(own + m_arguments);
        m_process.start();
        ::close(m_report[1]);
    }
    m_isStarting = false;
}

/// What start() itself could not do is this machine's lack, and errno says of what; what the child could not
/// do comes later, and is the command's own.
void CommandProcess::failToStart()
{
    const int error = m_isStarting ? errno : 0;
    m_why = isLack(error) ? lackFailure(error) : notRun(m_process.errorString());
    QMetaObject::invokeMethod(this, &CommandProcess::ended, Qt::QueuedConnection);
}

/// errno of a command that could not be run; 0: it was.
int CommandProcess::reported() const
{
    int error = 0;
    return ::read(m_report[0], &error, sizeof error) == sizeof error ? error : 0;
}

void CommandProcess::terminate()
{
    tellMinder(SIGTERM);
}

void CommandProcess::kill()
{
    tellMinder(minderKill);
}

void CommandProcess::tellMinder(int number) const
{
    if (const auto minder = static_cast<pid_t>(m_process.processId()); minder > 0)
        ::kill(minder, number);
}

bool CommandProcess::waitForEnd(std::chrono::milliseconds most)
{
    return !isRunning() || m_process.waitForFinished(static_cast<int>(most.count()));
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
    read(QProcess::StandardOutput, m_output);
    read(QProcess::StandardError, m_errors);
    if (const int error = reported())
        m_why = isLack(error) ? lackFailure(error) : notRun(qt_error_string(error));
    if (status == QProcess::CrashExit && !m_why)
        m_why = Failure{.errorClass = ErrorClass::Exception,
                        .detail = "ended by signal " + std::to_string(m_process.exitCode())};
    Q_EMIT ended();
}

} // namespace fusebox::probe
