// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <signal.h>

#include <QProcess>
#include <QTemporaryDir>

namespace fusebox::testing {

/// The real program as a process, with a home of its own and without a display unless told otherwise.
class Program
{
public:
    Program()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const auto &name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QString::fromLatin1(name));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_home.path());
        environment.insert(QStringLiteral("XDG_STATE_HOME"), m_home.path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.path());
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_home.path());
        m_process.setProcessEnvironment(environment);
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Program)

    void setVariable(const QString &name, const QString &value)
    {
        QProcessEnvironment environment = m_process.processEnvironment();
        environment.insert(name, value);
        m_process.setProcessEnvironment(environment);
    }
    bool start(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(FUSEBOX_PROGRAM), arguments);
        return m_process.waitForStarted();
    }
    /// Until it ends by itself.
    bool run(const QStringList &arguments) { return start(arguments) && finish(); }
    bool finish() { return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(20'000); }
    void send(int signal) { ::kill(static_cast<pid_t>(m_process.processId()), signal); }

    [[nodiscard]] bool endedInOrder() const { return m_process.exitStatus() == QProcess::NormalExit; }
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    [[nodiscard]] QByteArray output() { return m_output += m_process.readAllStandardOutput(); }
    [[nodiscard]] QByteArray errors() { return m_errors += m_process.readAllStandardError(); }
    [[nodiscard]] QString home() const { return m_home.path(); }
    [[nodiscard]] QProcess &process() { return m_process; }

    /// Writes a file in the home; its path.
    QString writeFile(const QString &name, const QByteArray &text) const
    {
        QFile file(m_home.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName()
                                                                                  : QString();
    }

private:
    QTemporaryDir m_home;
    QProcess m_process;
    QByteArray m_output = {};
    QByteArray m_errors = {};
};

} // namespace fusebox::testing
