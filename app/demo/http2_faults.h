// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/http_faults.h"

namespace fusebox::demo {

/// What servers do to HTTP/2 that is spoken at once, without TLS (`version` 2): how they keep one busy with
/// what brings nothing.
[[nodiscard]] std::vector<HttpFaultScript> http2Faults();

} // namespace fusebox::demo
