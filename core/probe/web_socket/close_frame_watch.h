// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTcpSocket;
class QWebSocket;

namespace fusebox::probe {

/// Tells when the peer's close frame comes, and what is in it. QWebSocket does not: its closeCode() is 1000
/// when the connection just broke, 1002 when the peer says 1012 to 1014 (it knows them not), and the code it
/// sends itself when it finds a fault.
///
/// How: what reads QWebSocket's frames is a child object with a signal for each; and a QIODevice in a
/// transaction keeps what is read from it. With a transaction begun at the end of each frame, the bytes kept
/// when a close frame is announced are this frame. Lives as long as the socket.
class CloseFrameWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr quint16 noCode = 1005; ///< "no status code was present" (RFC 6455, 7.1.5)

    /// False for a code that breaks the protocol when it stands in a close frame.
    [[nodiscard]] static bool mayBeSent(quint16 code);

    /// Before the socket is opened: closeFrame then comes before the socket acts on the frame.
    explicit CloseFrameWatch(QWebSocket *socket);

Q_SIGNALS:
    /// `code` is as it came, valid or not; `reason` at most 123 bytes.
    void closeFrame(quint16 code, const QString &reason);

private Q_SLOTS:
    void beginFrame();
    void readCloseFrame();

private:
    QTcpSocket *m_transport = nullptr; ///< of the socket, once connected
};

} // namespace fusebox::probe
