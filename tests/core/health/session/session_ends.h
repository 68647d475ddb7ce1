// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/web_socket/link_events.h"

namespace fusebox::testing {

// Ends of links.

inline probe::LinkClosed lost(const resilience::Failure &failure)
{
    return {.failure = probe::ProbeFailure{failure, probe::Phase::Wait}};
}

inline probe::LinkClosed refused()
{
    return lost({.errorClass = resilience::ErrorClass::Refused});
}

inline probe::LinkClosed closedWith(int code)
{
    auto closed = lost({.errorClass = resilience::ErrorClass::Reset});
    closed.failure->closeCode = code;
    return closed;
}

inline probe::LinkClosed answeredWith(int status)
{
    return lost({.errorClass = resilience::ErrorClass::HttpStatus, .status = status});
}

} // namespace fusebox::testing
