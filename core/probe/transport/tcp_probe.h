// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/socket_probe.h"

namespace fusebox::probe {

/// Connects to tcp://host:port, or shakes hands with tls://host:port, and if asked to, sends bytes and waits
/// for others. Without any to wait for, being connected (and having sent) is success; a server of TLS 1.3
/// that wants a client certificate says so only later, and is not heard any more. With some, they have to be
/// found within the first 64 KiB that come: the peer's end or more bytes without them are
/// ErrorClass::Assertion. Waiting for the first byte is Phase::Wait, also where nothing was sent.
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

    void sent();
    [[nodiscard]] bool expectsBytes() const { return !request().tcp.expect.isEmpty(); }
    [[nodiscard]] bool hasFound(qsizetype alreadySearched) const;

    QByteArray m_received;
};

} // namespace fusebox::probe
