// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/literal_address.h"

#include "core/probe/names/addresses.h"

namespace fusebox::probe {

std::optional<AddressFamily> literalFamily(const QString &host)
{
    const QHostAddress address(host);
    return address.isNull() ? std::nullopt : std::optional(familyOf(address));
}

} // namespace fusebox::probe
