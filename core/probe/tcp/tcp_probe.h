// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/tcp/socket_probe.h"

namespace fusebox::probe {

/// Connects to tcp://host:port, or shakes hands with tls://host:port, and if asked to, sends bytes and waits
/// for others. Without any to wait for, being connected (and having sent) is success, but for a server of TLS
/// 1.3 that has asked who we are: what it thinks of the answer comes after the handshake, so it is told that
/// we have finished, and what it says to that is waited for, in Phase::Wait and for no longer than two
/// handshakes. With some, they have to be found within the first 64 KiB that come: the peer's end or more
/// bytes without them are ErrorClass::Assertion. Waiting for the first byte is Phase::Wait, also where
/// nothing was sent.
class TcpProbe final : public SocketProbe
{
    Q_OBJECT

public:
    using SocketProbe::SocketProbe;

private:
    void transportOpened() override;
    void transportSent() override;
    void transportReceived(QByteArrayView bytes) override;
    void transportEnded(Transport::StreamEnd end) override;
    void transportFailed(const resilience::Failure &failure) override;

    void timerEvent(QTimerEvent *event) override;

    void sent();
    void hearOut();
    [[nodiscard]] std::chrono::milliseconds patience();
    [[nodiscard]] const TcpOptions &asked() const { return optionsOf<TcpOptions>(request()); }
    [[nodiscard]] bool expectsBytes() const { return !asked().expect.isEmpty(); }
    [[nodiscard]] bool hasFound(qsizetype alreadySearched) const;

    QByteArray m_received;
    QBasicTimer m_hearingOut; ///< runs while all is well unless the peer says otherwise
};

} // namespace fusebox::probe
