// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/facts/tls_facts.h"
#include "core/resilience/failure.h"

struct ssl_st;

namespace fusebox::probe {

/// ErrorClass::Tls, and over what.
struct TlsFailure : resilience::Failure
{
    TlsFault fault = TlsFault::Handshake;
};

/// With the text of the first error in this thread's OpenSSL queue, which it empties.
[[nodiscard]] TlsFailure tlsFailure(TlsFault fault);

/// What ended the handshake or the stream of a connection, from the same queue; where the peer's certificate
/// was refused, with the text of the verification.
[[nodiscard]] TlsFailure tlsFailure(const ssl_st *connection);

/// A peer that does not meet its pin.
[[nodiscard]] TlsFailure pinFailure(const TlsFacts &shown);

} // namespace fusebox::probe
