// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/transport/proxy_handshake.h"

namespace fusebox::probe {

/// What it means when a proxy answers by itself with a status that opens no way. 5xx: it tried (RFC 9110,
/// section 15.6); else it would not.
[[nodiscard]] ProxyFailure proxyRefusal(int status, const QByteArray &reason, const ProxyOptions &proxy);

/// CONNECT (RFC 9110, section 9.3.6), with basic authentication where the proxy's options have a user. Any
/// status of 2xx opens the way, and all that follows its head is the target's; interim answers (1xx) are
/// passed over. Lines may end with a bare line feed. The heads together may have 16 KiB.
class HttpConnect final : public ProxyHandshake
{
public:
    HttpConnect(const ProxyOptions &proxy, const ProxyTarget &target);

    [[nodiscard]] Result begin() override;
    [[nodiscard]] Result receive(QByteArrayView bytes) override;

private:
    [[nodiscard]] Result judge(int status, const QByteArray &reason) const;

    ProxyOptions m_proxy;
    ProxyTarget m_target;
    QByteArray m_received;
    qsizetype m_size = 0; ///< bytes of all heads
};

} // namespace fusebox::probe
