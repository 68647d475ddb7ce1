// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include "core/probe/network.h"
#include "core/probe/phases.h"
#include "core/probe/tcp_connection.h"
#include "core/probe/tls_channel.h"

namespace fusebox::probe {

/// One connection of its own: finds the address, connects, shakes hands where TLS is asked for, and then
/// carries plaintext in both directions. It measures nothing and has no deadline: the listener hears of each
/// step when it begins and ends. Thread: that of the network's resolver.
class Transport final : private TcpConnection::Listener
{
public:
    struct Target
    {
        QString host; ///< a name (in ASCII) or a literal address
        quint16 port = 0;
        std::optional<TrustProfile> trust = {}; ///< speak TLS, and whom to trust in it
        NameOptions names = {};
    };

    /// How the peer was found, as far as it was.
    struct Path
    {
        bool nameWasKept = false;                 ///< an earlier answer was used: there was no Phase::Dns
        std::optional<DnsFault> dnsFault = {};    ///< why there is no address
        std::optional<AddressFamily> family = {}; ///< of the connection, once there is one
    };

    /// How the peer ended its stream. Truncated: the connection closed without the close_notify that TLS
    /// demands, so what came may not be all.
    enum class StreamEnd { Orderly, Truncated };

    /// Hears what happens, also from inside open() and send(). May close() the transport at any time, but not
    /// destroy it. After transportEnded() or transportFailed() the transport is closed.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void transportEntered(Phase phase) = 0; ///< Dns, Connect, Tls
        virtual void transportOpened() = 0;
        virtual void transportSent() = 0; ///< all that was given to send() is with the system
        virtual void transportReceived(QByteArrayView bytes) = 0;
        virtual void transportEnded(StreamEnd end) = 0;
        virtual void transportFailed(const resilience::Failure &failure) = 0;
    };

    Transport(const Network &network, Listener &listener);
    Q_DISABLE_COPY_MOVE(Transport)

    /// Once, on a new transport.
    void open(Target target);
    /// After transportOpened().
    void send(QByteArrayView plaintext);
    /// At once. Nothing is heard of it any more.
    void close();
    [[nodiscard]] const Path &path() const { return m_path; }

private:
    struct Closed
    {
    };
    struct Resolving
    {
        std::unique_ptr<Resolver::Lookup> lookup;
    };
    struct Connecting
    {
    };
    struct Handshaking
    {
        TlsChannel channel;
    };
    struct Plain
    {
    };
    struct Encrypted
    {
        TlsChannel channel;
    };

    void tcpConnected() override;
    void tcpReceived(QByteArrayView bytes) override;
    void tcpSent() override;
    void tcpEnded() override;
    void tcpFailed(const resilience::Failure &failure) override { fail(failure); }

    void resolve();
    void resolved(const Resolver::Answer &answer);
    void connectTo(const QList<QHostAddress> &addresses);
    void beginHandshake();
    void continueHandshake();
    void continueReading();
    void flush(TlsChannel &channel);
    void end(StreamEnd end);
    void fail(const resilience::Failure &failure);

    Network m_network;
    Transport::Listener &m_listener;
    Target m_target;
    Path m_path;
    TcpConnection m_tcp;
    std::variant<Closed, Resolving, Connecting, Handshaking, Plain, Encrypted> m_state;
};

} // namespace fusebox::probe
