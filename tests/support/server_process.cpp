// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/server_process.h"

#include <csignal>
#include <sys/prctl.h>

#include <QEventLoop>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

using namespace std::chrono_literals;

namespace fusebox::testing {

namespace {

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

ServerProcess::ServerProcess(Server server)
    : m_port(freePort())
{
    m_process.setProgram(programOf(server));
    m_process.setProcessEnvironment(environmentOf(server));
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

ServerProcess::~ServerProcess()
{
    stop();
}

void ServerProcess::stop()
{
    m_process.terminate();
    if (!m_process.waitForFinished(5'000))
        m_process.kill();
    m_process.waitForFinished();
    (void)output();
}

QString ServerProcess::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return file.fileName();
}

bool ServerProcess::start(const QStringList &arguments)
{
    m_process.setArguments(arguments);
    m_process.start();
    return m_process.waitForStarted() && takesConnections();
}

/// Knocks until it is let in, or nobody is there any more.
bool ServerProcess::takesConnections()
{
    QEventLoop loop;
    QTcpSocket socket;
    const auto knock = [&] { socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port); };
    QObject::connect(&socket, &QTcpSocket::connected, &loop, [&] { loop.exit(0); });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &loop,
                     [&] { QTimer::singleShot(10ms, &socket, knock); });
    QObject::connect(&m_process, &QProcess::finished, &loop, [&] { loop.exit(1); });
    QTimer::singleShot(30s, &loop, [&] { loop.exit(1); });
    knock();
    return m_process.state() == QProcess::Running && loop.exec() == 0;
}

QByteArray ServerProcess::output()
{
    if (m_process.isReadable())
        m_output += m_process.readAll();
    return m_output;
}

} // namespace fusebox::testing
