// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/endpoint_facts.h"

namespace fusebox::ui {

/// What was agreed with a peer and its certificates, the leaf first: days left, names, issuer, serial number,
/// fingerprint, and whether the leaf is the one that `trust` pins. `wall` is now.
[[nodiscard]] FactTexts certificateFacts(const probe::TlsFacts &tls, const probe::TrustProfile &trust,
                                         health::WallTime wall);
/// "12 days left, valid until 2 Dec 2026", "expired on 17 Nov 2026, 3 days ago".
[[nodiscard]] QString validityText(const probe::CertificateFacts &certificate, health::WallTime wall);

} // namespace fusebox::ui
