// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QTimer>

#include "core/probe/contract/options/exec_options.h"
#include "core/resilience/failure.h"

namespace fusebox::probe {

/// A command while it runs: in a session of its own, without a shell, with nothing of ours but the few
/// variables of its environment, and no input. Of what it writes a bounded part is kept. When it ends, all
/// that is left of its session is killed; what has left it (setsid) is not known any more. Thread: one with
/// an event loop.
class CommandProcess final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype mostKept = 64 * 1024;        ///< bytes, of what it writes
    static constexpr qint64 mostWritten = 16 * 1024 * 1024; ///< bytes; whoever writes more has no end
    static constexpr std::chrono::seconds grace{1};         ///< from SIGTERM to SIGKILL

    explicit CommandProcess(const ExecOptions &options);
    /// Kills what runs, and waits for it, but not for one that no signal reaches.
    ~CommandProcess() override;
    Q_DISABLE_COPY_MOVE(CommandProcess)

    void start();
    /// Asks all of its session to end, and kills them a while later.
    void terminate();
    void kill();
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// Until it has ended, or for so long. False: it runs on.
    bool waitForEnd(std::chrono::milliseconds most);

    /// What it wrote to standard output, or, where that is nothing, to standard error; its beginning.
    [[nodiscard]] QByteArray output() const { return m_output.isEmpty() ? m_errors : m_output; }
    [[nodiscard]] int exitStatus() const { return m_process.exitCode(); }
    /// What kept it from being started, or from ending by itself; none: it has ended by itself.
    [[nodiscard]] const std::optional<resilience::Failure> &why() const { return m_why; }

Q_SIGNALS:
    /// Once, and never from inside start(); also where it could not be started.
    void ended();

private:
    void read(QProcess::ProcessChannel channel, QByteArray &kept);
    void failToStart();
    void finish(QProcess::ExitStatus status);
    void signalAll(int number) const;
    void killTheRest() const;

    QProcess m_process;
    QTimer m_killTimer;
    bool m_isStarting = false;
    qint64 m_group = 0; ///< its process group, and session
    qint64 m_written = 0;
    QByteArray m_output;
    QByteArray m_errors;
    std::optional<resilience::Failure> m_why;
};

} // namespace fusebox::probe
