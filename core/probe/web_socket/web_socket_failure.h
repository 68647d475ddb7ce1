// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/probe.h"

namespace fusebox::probe {

/// A fault with the class and the phase that it has. Thread: any.
[[nodiscard]] ProbeFailure webSocketFailure(WebSocketFault fault, std::string detail = {});

/// The code that tells a peer of it (RFC 6455, 7.4.1).
[[nodiscard]] quint16 closeCodeFor(WebSocketFault fault);

} // namespace fusebox::probe
