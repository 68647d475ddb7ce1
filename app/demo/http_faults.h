// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/fault_script.h"

namespace fusebox::demo {

/// One way in which a server can answer a request, or not.
struct HttpFaultScript
{
    QByteArray name; ///< of its own, for people; ASCII
    Script script;   ///< for each connection
};

/// What servers do to HTTP, from the ordinary to the hostile: all that one server without TLS can do by
/// itself.
[[nodiscard]] std::vector<HttpFaultScript> httpFaults();

} // namespace fusebox::demo
