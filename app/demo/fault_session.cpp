// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_session.h"

#include <sys/socket.h>

#include <QSslSocket>

namespace fusebox::demo {

namespace {

constexpr qsizetype maxRequestHead = 64 * 1024;
constexpr qint64 writeAhead = 256 * 1024;

} // namespace

FaultSession::FaultSession(QTcpSocket *socket, Script script, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_script(std::move(script))
{
    m_script.emplace_back(step::Close{});
    m_socket->setParent(this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FaultSession::advance);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

void FaultSession::start()
{
    // Queued: a step that closes may not run inside the signal that says the connection is ready.
    connect(m_socket, &QTcpSocket::readyRead, this, &FaultSession::receive);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &FaultSession::advance, Qt::QueuedConnection);
    QMetaObject::invokeMethod(this, &FaultSession::receive, Qt::QueuedConnection);
}

void FaultSession::receive()
{
    if (!m_socket->isOpen())
        return;
    m_received += m_socket->readAll();
    if (m_received.size() > maxRequestHead)
        m_received.truncate(maxRequestHead);
    advance();
}

/// Takes steps until one has to wait; called again by whatever may end the waiting.
void FaultSession::advance()
{
    while (m_position < m_script.size() && !m_timer.isActive() &&
           m_socket->state() == QAbstractSocket::ConnectedState) {
        const auto take = [this](const auto &step) { return this->take(step); };
        if (std::visit(take, m_script[m_position]) == Progress::Waiting)
            return;
        ++m_position;
        m_progress = 0;
    }
}

FaultSession::Progress FaultSession::take(const step::ReadRequest &)
{
    const qsizetype end = m_received.indexOf("\r\n\r\n");
    if (end < 0)
        return Progress::Waiting;
    m_request = m_received.left(end + 4);
    m_received.remove(0, end + 4);
    Q_EMIT requestRead(m_request);
    return Progress::Done;
}

FaultSession::Progress FaultSession::take(const step::ReadUntil &until)
{
    const qsizetype at = m_received.indexOf(until.bytes);
    if (at < 0)
        return Progress::Waiting;
    m_received.remove(0, at + until.bytes.size());
    return Progress::Done;
}

FaultSession::Progress FaultSession::take(const step::Send &send)
{
    if (send.everyByte == resilience::Nanoseconds::zero()) {
        m_socket->write(send.bytes);
        return Progress::Done;
    }
    if (m_progress >= send.bytes.size())
        return Progress::Done;
    m_socket->write(send.bytes.mid(m_progress++, 1));
    wait(send.everyByte);
    return Progress::Waiting;
}

FaultSession::Progress FaultSession::take(const step::Respond &respond)
{
    m_socket->write(respond.answer(m_request));
    return Progress::Done;
}

FaultSession::Progress FaultSession::take(const step::SendForever &send)
{
    while (!send.bytes.isEmpty() && m_socket->bytesToWrite() < writeAhead)
        m_socket->write(send.bytes);
    return Progress::Waiting;
}

FaultSession::Progress FaultSession::take(const step::Pause &pause)
{
    if (m_progress++ > 0 || pause.length <= resilience::Nanoseconds::zero())
        return Progress::Done;
    wait(pause.length);
    return Progress::Waiting;
}

FaultSession::Progress FaultSession::take(const step::Deafen &)
{
    disconnect(m_socket, &QTcpSocket::readyRead, this, &FaultSession::receive);
    m_socket->setReadBufferSize(1); // full with the first byte: what follows stays in the system and clogs
    m_socket->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
    return Progress::Done;
}

FaultSession::Progress FaultSession::take(const step::Close &)
{
    if (!flushed() || m_progress++ > 0)
        return Progress::Waiting;
    if (qobject_cast<QSslSocket *>(m_socket))
        m_socket->disconnectFromHost();
    else
        sendFin();
    return Progress::Waiting;
}

FaultSession::Progress FaultSession::take(const step::Truncate &)
{
    if (flushed() && m_progress++ == 0)
        sendFin();
    return Progress::Waiting;
}

FaultSession::Progress FaultSession::take(const step::Reset &)
{
    if (!flushed())
        return Progress::Waiting;
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket->abort();
    return Progress::Waiting;
}

bool FaultSession::flushed()
{
    m_socket->flush();
    const auto *tls = qobject_cast<const QSslSocket *>(m_socket);
    return m_socket->bytesToWrite() == 0 && (!tls || tls->encryptedBytesToWrite() == 0);
}

void FaultSession::wait(resilience::Nanoseconds length)
{
    m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(length));
}

/// Half-closes and leaves the rest to the peer: closing the descriptor with unread bytes would send a RST.
void FaultSession::sendFin()
{
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

} // namespace fusebox::demo
