// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/probe/tls/tls_facts.h"
#include "core/probe/tls/trust_profile.h"
#include "core/resilience/failure.h"

class QSslConfiguration;
class QSslSocket;

namespace fusebox::probe {

/// A trust profile as Qt's own TLS sockets take it; the pin is left to the caller. ErrorClass::Tls when one
/// of the files cannot be used; a CA file without a certificate leaves nobody to trust. Reads the files: not
/// for every check.
[[nodiscard]] tl::expected<QSslConfiguration, resilience::Failure>
qtTlsConfiguration(const TrustProfile &trust);

/// What was agreed on a socket with that profile's configuration, or, before it is encrypted, shown on it.
[[nodiscard]] TlsFacts qtTlsFacts(const QSslSocket &socket, const TrustProfile &trust);

} // namespace fusebox::probe
