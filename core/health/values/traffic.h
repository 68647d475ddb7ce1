// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fusebox::health {

/// What went one way over a session, all connections together.
struct Traffic
{
    std::int64_t messages = 0;
    std::int64_t bytes = 0;
    double messagesPerSecond = 0; ///< over the last ten seconds
    double bytesPerSecond = 0;    ///< likewise

    bool operator==(const Traffic &) const = default;
};

} // namespace fusebox::health
