// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/web_socket_session.h"

#include <sys/socket.h>

namespace fusebox::demo {

using std::chrono::ceil;
using std::chrono::milliseconds;

namespace {

constexpr qsizetype maxReceived = 128 * 1024; // above the largest frame that takeFrame() takes

} // namespace

WebSocketSession::WebSocketSession(QTcpSocket *socket, Talk talk, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_talk(std::move(talk))
{
    m_talk.emplace_back(step::Close{});
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_end.setSingleShot(true);
    m_end.setTimerType(Qt::PreciseTimer);
    connect(&m_end, &QTimer::timeout, this, &WebSocketSession::advance);
    connect(&m_message, &QTimer::timeout, this, &WebSocketSession::sendMessage);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

void WebSocketSession::start()
{
    connect(m_socket, &QTcpSocket::readyRead, this, &WebSocketSession::receive);
    // Queued: a step that closes may not run inside the signal that says bytes were written.
    connect(m_socket, &QTcpSocket::bytesWritten, this, &WebSocketSession::advance, Qt::QueuedConnection);
    receive();
}

void WebSocketSession::receive()
{
    if (!m_socket->isOpen())
        return;
    m_received += m_socket->readAll();
    m_received.truncate(maxReceived);
    advance();
}

/// Takes steps until one has to wait; called again by whatever may end the waiting.
void WebSocketSession::advance()
{
    while (m_position < m_talk.size() && m_socket->state() == QAbstractSocket::ConnectedState) {
        const auto take = [this](const auto &step) { return this->take(step); };
        if (std::visit(take, m_talk[m_position]) == Progress::Waiting)
            return;
        ++m_position;
        m_begun = false;
    }
}

WebSocketSession::Progress WebSocketSession::take(const step::Upgrade &upgrade)
{
    const auto end = m_received.indexOf("\r\n\r\n");
    if (end < 0)
        return Progress::Waiting;
    const QByteArray answer = upgradeAnswer(m_received.left(end), upgrade.fields);
    m_socket->write(upgrade.written ? upgrade.written(answer) : answer);
    m_received.remove(0, end + 4);
    return Progress::Done;
}

WebSocketSession::Progress WebSocketSession::take(const step::Converse &converse)
{
    if (!m_begun)
        begin(converse);
    if (converse.length && !m_end.isActive()) {
        m_message.stop();
        return Progress::Done;
    }
    while (const auto frame = takeFrame(m_received))
        answer(*frame, converse.answersPings);
    return Progress::Waiting;
}

void WebSocketSession::begin(const step::Converse &converse)
{
    m_begun = true;
    if (converse.length)
        m_end.start(ceil<milliseconds>(*converse.length));
    if (converse.messageEvery)
        m_message.start(ceil<milliseconds>(*converse.messageEvery));
}

void WebSocketSession::answer(const Frame &frame, bool answersPings)
{
    if (frame.opCode == OpCode::Ping && answersPings)
        send({OpCode::Pong, frame.payload});
    if (frame.opCode == OpCode::Close) {
        send({OpCode::Close, frame.payload.left(2)});
        m_message.stop();
        m_socket->disconnectFromHost();
    }
    Q_EMIT frameReceived(frame);
}

void WebSocketSession::sendMessage()
{
    send({OpCode::Text, R"({"tick":)" + QByteArray::number(++m_messages) + '}'});
}

void WebSocketSession::send(const Frame &frame)
{
    m_socket->write(encode(frame));
}

WebSocketSession::Progress WebSocketSession::take(const step::Deafen &)
{
    disconnect(m_socket, &QTcpSocket::readyRead, this, &WebSocketSession::receive);
    m_socket->setReadBufferSize(1); // full with the first byte: what follows stays in the system and clogs
    m_socket->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
    return Progress::Done;
}

WebSocketSession::Progress WebSocketSession::take(const step::Send &send)
{
    m_socket->write(send.bytes);
    return Progress::Done;
}

/// What comes meanwhile is for the next step.
WebSocketSession::Progress WebSocketSession::take(const step::Pause &pause)
{
    if (!std::exchange(m_begun, true))
        m_end.start(ceil<milliseconds>(pause.length));
    return m_end.isActive() ? Progress::Waiting : Progress::Done;
}

WebSocketSession::Progress WebSocketSession::take(const step::StaySilent &)
{
    m_received.clear();
    return Progress::Waiting;
}

/// Half-closes and leaves the rest to the peer: closing the descriptor with unread bytes would send a RST.
WebSocketSession::Progress WebSocketSession::take(const step::Close &)
{
    if (flushed() && !std::exchange(m_begun, true))
        ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    while (const auto frame = takeFrame(m_received))
        Q_EMIT frameReceived(*frame);
    return Progress::Waiting;
}

WebSocketSession::Progress WebSocketSession::take(const step::Reset &)
{
    if (!flushed())
        return Progress::Waiting;
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket->abort();
    return Progress::Done;
}

bool WebSocketSession::flushed()
{
    m_socket->flush();
    return m_socket->bytesToWrite() == 0;
}

} // namespace fusebox::demo
