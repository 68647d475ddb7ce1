// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/frame_watch.h"

#include <algorithm>
#include <array>

#include <QTcpSocket>
#include <QWebSocket>

#include "core/probe/web_socket/frame_header.h"

namespace fusebox::probe {

namespace {

constexpr qint64 maxPayload = 125; // of a control frame (RFC 6455, 5.5)

/// Whether or not it is whole: a close frame ends in any case.
std::optional<FrameHeader> peekHeader(QTcpSocket &transport)
{
    std::array<char, FrameHeader::longest> bytes = {};
    const qint64 size = transport.peek(bytes.data(), bytes.size());
    return readFrameHeader(QByteArrayView(bytes.data(), std::max<qint64>(size, 0)));
}

} // namespace

FrameWatch::FrameWatch(QWebSocket *socket, const resilience::Clock &clock)
    : QObject(socket)
    , m_clock(clock)
{
    connect(socket, &QWebSocket::connected, this, [this, socket] { begin(socket); });
    // The class is private to Qt, so it is found and connected by name; tst_web_socket_link holds Qt to it.
    for (QObject *child : socket->children()) {
        if (child->inherits("QWebSocketDataProcessor"))
            m_reader = child;
    }
    connect(m_reader, SIGNAL(closeReceived(QWebSocketProtocol::CloseCode, QString)), this,
            SLOT(readCloseFrame()));
}

/// Connected later than the socket itself, and so told later: the pong is written when a fault closes the
/// socket.
void FrameWatch::begin(QWebSocket *socket)
{
    m_transport = socket->findChild<QTcpSocket *>();
    m_transport->startTransaction();
    connect(m_reader, SIGNAL(textFrameReceived(QString, bool)), this, SLOT(endFrame()));
    connect(m_reader, SIGNAL(binaryFrameReceived(QByteArray, bool)), this, SLOT(endFrame()));
    connect(m_reader, SIGNAL(pingReceived(QByteArray)), this, SLOT(endFrame()));
    connect(m_reader, SIGNAL(pongReceived(QByteArray)), this, SLOT(endFrame()));
}

/// The frame is looked at and let go, and the next one is kept.
void FrameWatch::endFrame()
{
    if (!m_transport->isTransactionStarted())
        return; // closed meanwhile
    m_transport->rollbackTransaction();
    const auto header = peekHeader(*m_transport);
    Q_ASSERT(header);
    m_transport->skip(header->headerSize + static_cast<qint64>(header->payloadSize));
    m_transport->startTransaction();
    if (header->isMasked)
        Q_EMIT fault(WebSocketFault::MaskedFrame);
    else if (header->bringsNothing() && isFlooded())
        Q_EMIT fault(WebSocketFault::Flood);
}

/// Reads the clock twice in a thousand such frames.
bool FrameWatch::isFlooded()
{
    if (m_idle++ == 0)
        m_idleSince = m_clock.now();
    if (m_idle < flood)
        return false;
    m_idle = 0;
    return m_clock.now() - m_idleSince < std::chrono::seconds(1);
}

void FrameWatch::readCloseFrame()
{
    m_transport->rollbackTransaction(); // nothing is read after a close frame, so it may stay unread
    const auto header = peekHeader(*m_transport);
    if (header && header->isMasked) {
        Q_EMIT fault(WebSocketFault::MaskedFrame);
        return;
    }
    m_transport->skip(header->headerSize);
    Q_EMIT closeFrame(probe::readCloseFrame(
        m_transport->read(std::min(static_cast<qint64>(header->payloadSize), maxPayload))));
}

} // namespace fusebox::probe
