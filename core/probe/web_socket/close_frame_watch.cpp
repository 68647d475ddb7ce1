// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/close_frame_watch.h"

#include <QTcpSocket>
#include <QWebSocket>
#include <QtEndian>

namespace fusebox::probe {

namespace {

constexpr qsizetype headerSize = 2; // of a control frame (RFC 6455, 5.2 and 5.5)
constexpr qsizetype maxPayload = 125;
constexpr int lengthBits = 0x7F;
constexpr qsizetype codeSize = 2;

} // namespace

// RFC 6455, 7.4, and IANA's registry. 1004 to 1006 and 1015 are for use inside a program.
bool CloseFrameWatch::mayBeSent(quint16 code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999) || code == noCode;
}

CloseFrameWatch::CloseFrameWatch(QWebSocket *socket)
    : QObject(socket)
{
    connect(socket, &QWebSocket::connected, this, [this, socket] {
        m_transport = socket->findChild<QTcpSocket *>();
        beginFrame();
    });
    // The class is private to Qt, so it is found and connected by name; tst_web_socket_link holds Qt to it.
    for (QObject *child : socket->children()) {
        if (!child->inherits("QWebSocketDataProcessor"))
            continue;
        connect(child, SIGNAL(textFrameReceived(QString, bool)), this, SLOT(beginFrame()));
        connect(child, SIGNAL(binaryFrameReceived(QByteArray, bool)), this, SLOT(beginFrame()));
        connect(child, SIGNAL(pingReceived(QByteArray)), this, SLOT(beginFrame()));
        connect(child, SIGNAL(pongReceived(QByteArray)), this, SLOT(beginFrame()));
        connect(child, SIGNAL(closeReceived(QWebSocketProtocol::CloseCode, QString)), this,
                SLOT(readCloseFrame()));
    }
}

/// The frames so far are let go, and the next one is kept.
void CloseFrameWatch::beginFrame()
{
    if (m_transport->isTransactionStarted())
        m_transport->commitTransaction();
    m_transport->startTransaction();
}

void CloseFrameWatch::readCloseFrame()
{
    m_transport->rollbackTransaction(); // nothing is read after a close frame, so it may stay unread
    const auto frame = m_transport->read(headerSize + maxPayload);
    const auto payload = frame.mid(headerSize, frame.size() < headerSize ? 0 : frame[1] & lengthBits);
    const auto code = payload.size() < codeSize ? noCode : qFromBigEndian<quint16>(payload.constData());
    Q_EMIT closeFrame(code, QString::fromUtf8(payload.mid(codeSize)));
}

} // namespace fusebox::probe
