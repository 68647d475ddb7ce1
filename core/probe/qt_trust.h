// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/probe/trust_profile.h"
#include "core/resilience/failure.h"

class QSslConfiguration;

namespace fusebox::probe {

/// A trust profile as Qt's own TLS sockets take it; the peer is always verified. ErrorClass::Tls when the CA
/// file cannot be read; one without a certificate leaves nobody to trust. Reads the file: not for every
/// check.
[[nodiscard]] tl::expected<QSslConfiguration, resilience::Failure>
qtTlsConfiguration(const TrustProfile &trust);

} // namespace fusebox::probe
