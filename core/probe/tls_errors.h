// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/failure.h"

struct ssl_st;

namespace fusebox::probe {

/// ErrorClass::Tls with the text of the first error in this thread's OpenSSL queue, which it empties.
[[nodiscard]] resilience::Failure tlsFailure();

/// The same for a connection: where the peer's certificate was refused, the text of the verification.
[[nodiscard]] resilience::Failure tlsFailure(const ssl_st *connection);

} // namespace fusebox::probe
