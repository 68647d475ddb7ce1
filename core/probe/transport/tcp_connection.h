// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include "core/probe/loop/notifier.h"
#include "core/probe/transport/tcp_race.h"
#include "core/resilience/failure.h"

namespace fusebox::probe {

/// One TCP connection on a descriptor of its own, without a proxy or delay. QTcpSocket is not used, because
/// it hides what a monitor must see: it dials again unasked (see TcpDial), and reports a reset like an
/// orderly end. It has no deadline. It reads once in a turn of the event loop: as much as its listener takes
/// in within about a `turn`, going by what it took for the last, so that a flood of pieces which have to be
/// looked at one by one keeps the others waiting no longer than one of whole blocks does. Thread: one with an
/// event loop.
class TcpConnection
{
public:
    static constexpr resilience::Nanoseconds turn = std::chrono::microseconds(25);
    static constexpr qsizetype firstRead = 8 * 1024; ///< of how fast it is taken in nothing is known yet
    static constexpr qsizetype leastRead = 256;
    static constexpr qsizetype mostRead = 32 * 1024;

    /// Hears what happens, also from inside write(). May close() the connection at any time, but not destroy
    /// it. Nothing follows tcpEnded() and tcpFailed().
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void tcpConnected() = 0;
        virtual void tcpReceived(QByteArrayView bytes) = 0;
        virtual void tcpSent() = 0;  ///< all that was written is with the system
        virtual void tcpEnded() = 0; ///< the peer has finished sending (FIN), and all it sent was received
        virtual void tcpFailed(const resilience::Failure &failure) = 0;
    };

    /// The clock outlives it.
    TcpConnection(const resilience::Clock &clock, Listener &listener);
    ~TcpConnection();
    Q_DISABLE_COPY_MOVE(TcpConnection)

    /// Connects to the first address that answers (see TcpRace), all dialled well `within` that time; not to
    /// be called again.
    void open(const QList<QHostAddress> &addresses, quint16 port,
              resilience::Nanoseconds within = std::chrono::seconds(3));
    /// After tcpConnected().
    void write(QByteArrayView bytes);
    /// At once. Nothing is heard of it any more.
    void close();
    /// Connected: whether what comes is read, which it is at first. What is not read is left to the system,
    /// and in the end to the peer.
    void setReading(bool isOn);
    /// What has come and was not read.
    [[nodiscard]] qint64 unread() const;
    /// What was written and the system has not taken yet.
    [[nodiscard]] qint64 unsent() const { return m_outgoing.size(); }
    /// The one that was connected to; null before.
    [[nodiscard]] const QHostAddress &peer() const { return m_peer; }

private:
    void raced(const TcpRace::Result &result);
    void watch();
    void read();
    void received(QByteArrayView bytes);
    void flush();
    void waitForRoom();
    void stopWaiting();
    void giveUpWriting(int error);
    void end();
    void fail(int error);
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    const resilience::Clock &m_clock;
    Listener &m_listener;
    std::unique_ptr<TcpRace> m_race; ///< while connecting
    QHostAddress m_peer;
    int m_descriptor = -1; ///< once connected
    Notifier m_readable;
    qsizetype m_atOnce = firstRead; ///< bytes to read in a turn
    Notifier m_writable;            ///< enabled while bytes wait; none before some have had to
    QByteArray m_outgoing;          ///< what the system has not taken yet
    int m_writeError = 0;           ///< nothing more can be written; what has come is read to its end
};

} // namespace fusebox::probe
