// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instance.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QThread>
#include <QTimer>

#include "core/storage/config_key.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 longestMessage = 256 * 1024; ///< a line: arguments of a command line
constexpr int mostConnections = 8;
constexpr qsizetype longestToken = 1'000;
constexpr auto patience = 2s;

/// Ours alone: whoever could write there could answer in our place.
bool isPrivate(const QByteArray &folder)
{
    struct stat status = {};
    return ::lstat(folder.constData(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == ::geteuid() && (status.st_mode & 077U) == 0;
}

/// Empty: there is none.
QString runtimeFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!QDir::isAbsolutePath(runtime)) // it is to be taken for none then (XDG Base Directory Specification)
        return {};
    const QString folder = runtime + u"/fusebox"_s;
    const QByteArray name = QFile::encodeName(folder);
    ::mkdir(name.constData(), 0700);
    return isPrivate(name) ? folder : QString();
}

QString terminalName()
{
    char name[256] = {};
    for (const int stream : {STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO}) {
        if (::ttyname_r(stream, name, sizeof name) == 0)
            return QString::fromLocal8Bit(name);
    }
    return {};
}

QString displayName()
{
    const QString platform = qEnvironmentVariable("QT_QPA_PLATFORM").section(u';', 0, 0).section(u':', 0, 0);
    if (!platform.isEmpty() && platform != "xcb"_L1 && !platform.startsWith("wayland"_L1))
        return platform;
    const QString wayland = qEnvironmentVariable("WAYLAND_DISPLAY");
    return wayland.isEmpty() || platform == "xcb"_L1 ? qEnvironmentVariable("DISPLAY") : wayland;
}

QByteArray lineFrom(const QJsonObject &message)
{
    return QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
}

QString textAt(const QJsonObject &message, QLatin1StringView key)
{
    return storage::shortened(storage::escaped(message[key].toString()), 200);
}

QJsonObject messageOf(const InstanceFacts &facts)
{
    return {{u"pid"_s, facts.pid},
            {u"window"_s, facts.hasWindow},
            {u"display"_s, facts.display},
            {u"terminal"_s, facts.terminal}};
}

InstanceFacts factsFrom(const QJsonObject &message)
{
    return {.pid = message[u"pid"_s].toInteger(),
            .hasWindow = message[u"window"_s].toBool(),
            .display = textAt(message, "display"_L1),
            .terminal = textAt(message, "terminal"_L1)};
}

/// The socket lies in a folder of ours, and still: another user's process is told nothing.
bool isOfThisUser(const QLocalSocket &socket)
{
    ucred peer = {};
    socklen_t size = sizeof peer;
    const auto descriptor = static_cast<int>(socket.socketDescriptor());
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

/// It may still be starting, and not listen yet.
bool reach(QLocalSocket &socket, const QString &name)
{
    QElapsedTimer since;
    since.start();
    while (std::chrono::milliseconds(since.elapsed()) < patience) {
        socket.connectToServer(name);
        if (socket.waitForConnected(200))
            return isOfThisUser(socket);
        QThread::msleep(20);
    }
    return false;
}

} // namespace

InstanceFacts ownFacts(bool hasWindow)
{
    return {.pid = ::getpid(),
            .hasWindow = hasWindow,
            .display = hasWindow ? displayName() : QString(),
            .terminal = hasWindow ? QString() : terminalName()};
}

QString whereIs(const std::optional<InstanceFacts> &facts)
{
    if (!facts)
        return u"by another Fusebox, which does not answer"_s;
    if (facts->hasWindow)
        return u"process %1 has it in a window on %2"_s.arg(facts->pid).arg(facts->display);
    if (facts->terminal.isEmpty())
        return u"process %1 watches it headless"_s.arg(facts->pid);
    return u"process %1 watches it headless on %2"_s.arg(facts->pid).arg(facts->terminal);
}

Instance::Instance(const QString &configFile, InstanceFacts own, QObject *parent)
    : QObject(parent)
    , m_own(std::move(own))
    , m_server(new QLocalServer(this))
{
    const QString folder = runtimeFolder();
    m_isFirst = true;
    if (folder.isEmpty())
        return;
    m_name = folder + u'/' + storage::configKey(configFile);
    const QByteArray lock = QFile::encodeName(m_name + u".lock"_s);
    m_lock = ::open(lock.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    m_isFirst = m_lock < 0 || ::flock(m_lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    if (m_isFirst)
        listen();
}

Instance::~Instance()
{
    m_server->close();
    if (m_lock >= 0)
        ::close(m_lock); // the file stays: who opened it meanwhile would lock what nobody else can see
}

/// What stands there is left over: the lock is ours.
void Instance::listen()
{
    connect(m_server, &QLocalServer::newConnection, this, &Instance::receive);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    m_server->setMaxPendingConnections(mostConnections);
    const QString socket = m_name + u".socket"_s;
    QLocalServer::removeServer(socket);
    m_server->listen(socket); // else who comes later is told that we do not answer
}

void Instance::receive()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (!isOfThisUser(*socket) || m_server->findChildren<QLocalSocket *>().size() > mostConnections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        socket->setReadBufferSize(longestMessage);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(*socket); });
        QTimer::singleShot(patience, socket, [socket] { socket->abort(); });
    }
}

void Instance::answer(QLocalSocket &socket)
{
    if (!socket.canReadLine()) {
        if (socket.bytesAvailable() >= longestMessage)
            socket.abort();
        return;
    }
    const QJsonObject message = QJsonDocument::fromJson(socket.readLine(longestMessage)).object();
    socket.write(lineFrom(messageOf(m_own)));
    socket.disconnectFromServer();
    if (!m_own.hasWindow || message[u"display"_s].toString() != m_own.display)
        return;
    QStringList arguments;
    for (const QJsonValue &argument : message[u"arguments"_s].toArray())
        arguments += argument.toString();
    const QString token = message[u"token"_s].toString();
    Q_EMIT raiseRequested(arguments, token.size() <= longestToken ? token : QString());
}

std::optional<InstanceFacts> Instance::askFirst(const QStringList &arguments) const
{
    QLocalSocket socket;
    if (m_name.isEmpty() || !reach(socket, m_name + u".socket"_s))
        return {};
    const QByteArray line = lineFrom({{u"display"_s, m_own.hasWindow ? m_own.display : QString()},
                                      {u"arguments"_s, QJsonArray::fromStringList(arguments)},
                                      {u"token"_s, qEnvironmentVariable("XDG_ACTIVATION_TOKEN")}});
    if (line.size() >= longestMessage)
        return {};
    socket.write(line);
    socket.flush();
    QElapsedTimer since;
    since.start();
    while (!socket.canReadLine() && std::chrono::milliseconds(since.elapsed()) < patience) {
        if (!socket.waitForReadyRead(200) && socket.state() != QLocalSocket::ConnectedState)
            break;
    }
    const QJsonObject reply = QJsonDocument::fromJson(socket.readLine(longestMessage)).object();
    return reply.isEmpty() ? std::nullopt : std::optional(factsFrom(reply));
}

} // namespace fusebox::app
