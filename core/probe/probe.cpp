// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/probe.h"

#include <algorithm>

namespace fusebox::probe {

std::optional<bool> isVerified(const ProbeResult &result)
{
    const auto &hops = result.hops;
    if (std::ranges::find(hops, std::optional(false), &HttpHop::verified) != hops.end())
        return false;
    if (std::ranges::find(hops, std::optional(true), &HttpHop::verified) != hops.end())
        return true;
    return result.tls ? std::optional(result.tls->verified) : std::nullopt;
}

} // namespace fusebox::probe
