// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/demo/fault_script.h"

namespace fusebox::bench {

/// A way in which a server can keep who asks it busy.
struct Flood
{
    enum class Over { Http1, Http2, WebSocket, Tls, Names };

    std::string name;
    Over over = Over::Http1;
    std::vector<demo::Script> scripts = {}; ///< dealt to its connections in turn; none: TLS records, or names
};

/// One of each kind.
[[nodiscard]] std::vector<Flood> allFloods();

} // namespace fusebox::bench
