// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include "core/probe/contract/phases.h"
#include "core/probe/tls/tls_channel.h"
#include "core/probe/transport/network.h"
#include "core/probe/transport/proxy_handshake.h"
#include "core/probe/transport/tcp_connection.h"

namespace fusebox::probe {

/// One connection of its own: finds the address, connects (through a proxy where there is one), shakes hands
/// where TLS is asked for, and then carries plaintext in both directions. It measures nothing and has no
/// deadline: the listener hears of each step when it begins and ends; what is said to a proxy belongs to
/// connecting. Thread: that of the network's resolver.
class Transport final : private TcpConnection::Listener
{
public:
    struct Target
    {
        QString host; ///< a name (in ASCII) or a literal address, perhaps with a zone
        quint16 port = 0;
        std::optional<TrustProfile> trust = {}; ///< speak TLS, and whom to trust in it
        ProxyOptions proxy = {};                ///< then it is the proxy whose name is resolved here
        QList<QByteArray> protocols = {};       ///< to offer by ALPN, best first
        NameOptions names = {};
        /// The time there is for Phase::Connect: all addresses are dialled in the first half of it.
        resilience::Nanoseconds connectWithin = std::chrono::seconds(3);
    };

    /// How the peer ended its stream. Truncated: the connection closed without the close_notify that TLS
    /// demands, so what came may not be all.
    enum class StreamEnd { Orderly, Truncated };

    /// What was learnt of the peer on the way; kept when the transport is closed.
    struct Findings
    {
        bool nameWasKept = false;                 ///< an earlier answer was used: there was no Phase::Dns
        std::optional<DnsFault> dnsFault = {};    ///< why there is no address
        std::optional<AddressFamily> family = {}; ///< of the connection, once there is one
        QString address = {}; ///< connected to or, where that failed, dialled first; empty: none yet
        std::optional<TlsFacts> tls = {};
        std::optional<TlsFault> tlsFault = {}; ///< what transportFailed() told, in detail
        std::optional<ProxyFault> proxyFault =
            {}; ///< likewise, and where it was closed before the proxy led on
    };

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
    /// Once open: whether what comes is read, which it is at first. What has been read already is still
    /// handed on, once.
    void setReading(bool isOn) { m_tcp.setReading(isOn); }
    /// Bytes on the wire that have come and were not read.
    [[nodiscard]] qint64 unread() const { return m_tcp.unread(); }
    /// Bytes on the wire that the system has not taken yet.
    [[nodiscard]] qint64 unsent() const { return m_tcp.unsent(); }
    [[nodiscard]] const Findings &findings() const { return m_findings; }
    /// What the server chose by ALPN, once open; empty: nothing, or no TLS.
    [[nodiscard]] QByteArray chosenProtocol() const;
    /// Once open: see TlsChannel.
    [[nodiscard]] bool mayBeRefusedYet() const;
    /// Says in TLS that nothing more will come from us; the peer is still heard.
    void finish();

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
    struct AskingProxy
    {
        std::unique_ptr<ProxyHandshake> handshake;
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

    void resolve(const QString &host);
    void resolved(const Resolver::Answer &answer);
    void connectTo(const QList<QHostAddress> &addresses);
    void askProxy();
    void proceed(const ProxyHandshake::Result &step);
    void reached(QByteArrayView first);
    void beginHandshake();
    void continueHandshake();
    void finishHandshake();
    [[nodiscard]] std::optional<TlsFailure> checkPin() const;
    void refuse(const QByteArray &alert, const TlsFailure &failure);
    void continueReading();
    void flush(TlsChannel &channel);
    void end(StreamEnd end);
    void fail(const resilience::Failure &failure);
    void fail(const TlsFailure &failure);
    void fail(const ProxyFailure &failure);
    [[nodiscard]] bool isProxied() const { return m_target.proxy.kind != ProxyKind::None; }
    [[nodiscard]] const QString &dialledHost() const
    {
        return isProxied() ? m_target.proxy.host : m_target.host;
    }
    [[nodiscard]] bool isOnTheWayToProxy() const;
    void forgetWhereNobodyWasFound();

    Network m_network;
    Transport::Listener &m_listener;
    Target m_target;
    Findings m_findings;
    TcpConnection m_tcp;
    std::variant<Closed, Resolving, Connecting, AskingProxy, Handshaking, Plain, Encrypted> m_state;
};

} // namespace fusebox::probe
