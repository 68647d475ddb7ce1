// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace fusebox::settings {

/// How much is asked of one host (but for this machine itself), and of all together.
struct LimitSettings
{
    int hostRate = 100;      ///< checks and dials a second, >= 1; as many together after a second without any
    int hostAtOnce = 10;     ///< under way, >= 1
    int atOnce = 1'000;      ///< under way, of all hosts, >= 1
    double retryShare = 0.2; ///< retries of a host per check of it within 10 seconds, in [0, 1]
    int retryFloor = 10;     ///< retries of a host within 10 seconds, however few its checks, >= 0

    bool operator==(const LimitSettings &) const = default;
};

/// The same with so few checks at once that they find a descriptor each while `limit` may be open, of which
/// `kept` are of connections that stay.
[[nodiscard]] constexpr LimitSettings withinDescriptors(LimitSettings limits, std::int64_t limit,
                                                        std::int64_t kept)
{
    constexpr std::int64_t reserve = 32; // streams, loops and wakers, name servers, files that are read
    constexpr std::int64_t each = 2;     // a dial tries IPv6 and IPv4
    limits.atOnce = static_cast<int>(
        std::clamp<std::int64_t>((limit - reserve - kept) / each, 1, std::max(limits.atOnce, 1)));
    return limits;
}

} // namespace fusebox::settings
