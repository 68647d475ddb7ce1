// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/probe/web_socket/close_frame.h"
#include "core/resilience/time.h"

class QTcpSocket;
class QWebSocket;

namespace fusebox::probe {

/// Looks at the frames as they came, for what QWebSocket does not tell: that its closeCode() is 1000 when the
/// connection just broke, 1002 when the peer says 1012 to 1014 (it knows them not), and the code it sends
/// itself when it finds a fault; that a server's frame is masked, which it takes; that a peer keeps it busy
/// with frames that bring nothing.
///
/// How: what reads QWebSocket's frames is a child object with a signal for each; and a QIODevice in a
/// transaction keeps what is read from it. With a transaction begun at the end of each frame, the bytes kept
/// when a frame is announced are this frame. Lives as long as the socket.
class FrameWatch final : public QObject
{
    Q_OBJECT

public:
    /// Frames that bring nothing, in a second, from which on they are a flood.
    static constexpr int flood = 1000;

    /// Before the socket is opened: closeFrame then comes before the socket acts on the frame.
    FrameWatch(QWebSocket *socket, const resilience::Clock &clock);

Q_SIGNALS:
    void closeFrame(const fusebox::probe::CloseFrame &frame);
    /// MaskedFrame or Flood, once the socket has acted on the frame. It may be closed from here.
    void fault(fusebox::probe::WebSocketFault what);

private Q_SLOTS:
    void endFrame();
    void readCloseFrame();

private:
    void begin(QWebSocket *socket);
    [[nodiscard]] bool isFlooded();

    const resilience::Clock &m_clock;
    QTcpSocket *m_transport = nullptr; ///< of the socket, once connected
    QObject *m_reader = nullptr;       ///< of its frames
    int m_idle = 0;                    ///< frames that brought nothing since `m_idleSince`
    resilience::TimePoint m_idleSince = {};
};

} // namespace fusebox::probe
