// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fusebox::health {

/// How much is asked of one host (but for this machine itself), and of all together. Each at least 1.
struct LimitSettings
{
    int hostRate = 100;  ///< checks and dials a second; as many together after a second without any
    int hostAtOnce = 10; ///< under way
    int atOnce = 1'000;  ///< under way, of all hosts

    bool operator==(const LimitSettings &) const = default;
};

} // namespace fusebox::health
