// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/proxy_handshakes.h"

#include "core/probe/transport/http_connect.h"
#include "core/probe/transport/socks5.h"

namespace fusebox::probe {

std::unique_ptr<ProxyHandshake> proxyHandshake(const ProxyOptions &proxy, const ProxyTarget &target)
{
    switch (proxy.kind) {
    case ProxyKind::None: return nullptr;
    case ProxyKind::Http: return std::make_unique<HttpConnect>(proxy, target);
    case ProxyKind::Socks5: return std::make_unique<Socks5>(proxy, target);
    }
    return nullptr;
}

} // namespace fusebox::probe
