// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// What went wrong with a proxy, where it was the proxy; the failure's class says what for circuits to count.
enum class ProxyFault : std::uint8_t {
    NotReached,             ///< not resolved, not connected, or it hung up or fell silent on us
    AuthenticationRequired, ///< and we have none
    AuthenticationRefused,
    Forbidden,        ///< it does not want to carry us there
    TargetNotReached, ///< it tried; the class says why, as far as the proxy does
    BadAnswer,        ///< no answer of a proxy of this kind
    Unsupported       ///< more than its protocol can carry: names and credentials over 255 bytes with SOCKS5
};

struct ProxyFailure : resilience::Failure
{
    ProxyFault fault = ProxyFault::BadAnswer;
};

} // namespace fusebox::probe
