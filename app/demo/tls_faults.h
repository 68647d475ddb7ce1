// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "app/demo/fault_script.h"
#include "app/demo/tls_authority.h"

namespace fusebox::demo {

/// One way for a server to go wrong with TLS, or not.
struct TlsFaultScript
{
    QByteArray name;                        ///< of its own, for people; ASCII
    Script script;                          ///< over TLS, if there is an identity
    std::optional<ServerIdentity> identity; ///< none: it does not speak TLS
};

/// What servers do to TLS, and with it. Seen as named by who trusts `authority`; `plain` is where the one
/// goes that redirects to http.
[[nodiscard]] std::vector<TlsFaultScript> tlsFaults(const TlsAuthority &authority, const QUrl &plain);

} // namespace fusebox::demo
