// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/probe/transport/proxy_handshake.h"

namespace fusebox::probe {

/// SOCKS 5's CONNECT (RFC 1928), with user and password (RFC 1929) where the proxy's options have a user. A
/// name goes to the proxy as it is; a literal address as its bytes.
class Socks5 final : public ProxyHandshake
{
public:
    Socks5(const ProxyOptions &proxy, const ProxyTarget &target);

    [[nodiscard]] Result begin() override;
    [[nodiscard]] Result receive(QByteArrayView bytes) override;

private:
    enum class Awaiting { Method, Verdict, Reply };

    using Taken = tl::expected<std::optional<Step>, ProxyFailure>; ///< null: the answer is not whole yet

    [[nodiscard]] bool isVersion(char byte) const;
    [[nodiscard]] Taken takeAnswer();
    [[nodiscard]] Taken takeMethod();
    [[nodiscard]] Taken takeVerdict();
    [[nodiscard]] Taken takeReply();
    [[nodiscard]] Step request();

    ProxyOptions m_proxy;
    ProxyTarget m_target;
    Awaiting m_awaiting = Awaiting::Method;
    QByteArray m_received; ///< of the answer that is awaited: at most 262 bytes
};

} // namespace fusebox::probe
