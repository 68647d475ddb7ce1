// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/bare_loop.h"

#include <QCoreApplication>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

#include "tests/bench/engine/held_connection.h"
#include "tests/bench/engine/usage.h"

namespace fusebox::bench {

using resilience::Nanoseconds;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

QByteArray request(bool keepAlive)
{
    return QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: ") +
           (keepAlive ? "keep-alive" : "close") + "\r\n\r\n";
}

struct Where
{
    QHostAddress host;
    quint16 port;
};

Where whereOf(const std::string &address)
{
    const QStringList parts = QString::fromStdString(address).split(u':');
    return {QHostAddress(parts[0]), parts[1].toUShort()};
}

Nanoseconds heldIn(const QByteArray &answer)
{
    const QByteArray field = QByteArray("\r\n") + heldField + ": ";
    const qsizetype begin = answer.indexOf(field) + field.size();
    return Nanoseconds(answer.mid(begin, answer.indexOf('\r', begin) - begin).toLongLong());
}

/// So many exchanges a millisecond, each on whichever socket is free.
class Loop
{
public:
    Loop(const HeldServer &server, const BareLoad &load)
        : m_server(server)
        , m_load(load)
    {
    }

    void tick();
    [[nodiscard]] int done() const { return m_done; }

private:
    void begin();
    void dial();
    void ask(QTcpSocket *socket);
    void read(QTcpSocket *socket);

    const HeldServer &m_server;
    BareLoad m_load;
    std::size_t m_dialled = 0;
    int m_done = 0;
    std::vector<QTcpSocket *> m_idle;
};

void Loop::tick()
{
    for (int n = 0; n < m_load.eachMillisecond; ++n)
        begin();
}

void Loop::begin()
{
    if (m_idle.empty())
        return dial();
    QTcpSocket *socket = m_idle.back();
    m_idle.pop_back();
    ask(socket);
}

void Loop::dial()
{
    auto *socket = new QTcpSocket;
    socket->setProxy(QNetworkProxy::NoProxy);
    QObject::connect(socket, &QTcpSocket::connected, socket, [this, socket] { ask(socket); });
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
    const Where where = whereOf(m_server.plain(m_dialled++));
    socket->connectToHost(where.host, where.port);
}

void Loop::ask(QTcpSocket *socket)
{
    socket->write(request(m_load.keepAlive));
}

void Loop::read(QTcpSocket *socket)
{
    if (!socket->readAll().endsWith("\r\n\r\nok"))
        return;
    ++m_done;
    if (m_load.keepAlive)
        return m_idle.push_back(socket);
    socket->disconnect();
    socket->abort();
    socket->deleteLater();
}

} // namespace

double runBareLoop(const HeldServer &server, const BareLoad &load, Nanoseconds time)
{
    int count = 0;
    QCoreApplication application(count, nullptr);
    Loop loop(server, load);
    QTimer each;
    each.setTimerType(Qt::PreciseTimer);
    QObject::connect(&each, &QTimer::timeout, &each, [&loop] { loop.tick(); });
    each.start(1ms);
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(time), &QCoreApplication::quit);
    const Nanoseconds before = processCpu();
    QCoreApplication::exec();
    return std::chrono::duration<double, std::micro>(processCpu() - before).count() /
           std::max(loop.done(), 1);
}

Spread runBlockingLoop(const HeldServer &server, Nanoseconds time)
{
    const Where where = whereOf(server.plain(0));
    std::vector<Nanoseconds> errors;
    for (const auto end = steady_clock::now() + time; steady_clock::now() < end;) {
        const auto begin = steady_clock::now();
        QTcpSocket socket;
        socket.setProxy(QNetworkProxy::NoProxy);
        socket.connectToHost(where.host, where.port);
        socket.waitForConnected();
        socket.write(request(false));
        QByteArray answer;
        while (!answer.endsWith("\r\n\r\nok") && socket.waitForReadyRead())
            answer += socket.readAll();
        errors.push_back(steady_clock::now() - begin - heldIn(answer));
    }
    return spreadOf(std::move(errors));
}

} // namespace fusebox::bench
