// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/transport/proxy_handshake.h"

namespace fusebox::probe {

/// What is said to a proxy of that kind. Null for ProxyKind::None.
[[nodiscard]] std::unique_ptr<ProxyHandshake> proxyHandshake(const ProxyOptions &proxy,
                                                             const ProxyTarget &target);

} // namespace fusebox::probe
