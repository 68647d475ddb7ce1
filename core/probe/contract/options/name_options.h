// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// Any: both are asked for, and the second is dialled when the first has not answered in 250 ms (RFC 8305).
enum class AddressFamily : std::uint8_t { Any, IPv4, IPv6 };

/// Who turns names into addresses. Own: asked by us, with exact time-outs. System: the system's resolver,
/// which knows names that DNS does not.
enum class NameSource : std::uint8_t { Own, System };

struct NameOptions
{
    AddressFamily family = AddressFamily::Any;
    NameSource source = NameSource::Own;
    resilience::Nanoseconds keepFor =
        std::chrono::seconds(10); ///< at most, and never beyond its TTL; 0: ask anew

    bool operator==(const NameOptions &) const = default;
};

} // namespace fusebox::probe
