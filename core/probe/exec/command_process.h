// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QObject>
#include <QProcess>

#include "core/probe/contract/options/exec_options.h"
#include "core/resilience/failure.h"

namespace fusebox::probe {

/// A command while it runs, under a minder that ends all it has started with it (see command_minder.h):
/// without a shell, with nothing of ours but the few variables of its environment, and no input. Of what it
/// writes a bounded part is kept. Thread: one with an event loop.
class CommandProcess final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype mostKept = 64 * 1024;        ///< bytes, of what it writes
    static constexpr qint64 mostWritten = 16 * 1024 * 1024; ///< bytes; whoever writes more has no end

    explicit CommandProcess(const ExecOptions &options);
    /// Kills what runs, and waits for it, but not for one that no signal reaches.
    ~CommandProcess() override;
    Q_DISABLE_COPY_MOVE(CommandProcess)

    void start();
    /// Asks it to end; what is left a while later is killed.
    void terminate();
    void kill(); ///< all of it
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
    [[nodiscard]] int reported() const;
    void failToStart();
    void finish(QProcess::ExitStatus status);
    void tellMinder(int number) const;

    QProcess m_process;
    QString m_program; ///< as it was asked for
    QStringList m_arguments;
    std::array<int, 2> m_report{-1, -1}; ///< a pipe, on which the minder says why nothing was run
    bool m_isStarting = false;
    qint64 m_written = 0;
    QByteArray m_output;
    QByteArray m_errors;
    std::optional<resilience::Failure> m_why;
};

} // namespace fusebox::probe
