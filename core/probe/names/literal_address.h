// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "core/probe/names/name_options.h"

namespace fusebox::probe {

/// IPv4 or IPv6, of a host that is an address; none of a name.
[[nodiscard]] std::optional<AddressFamily> literalFamily(const QString &host);

} // namespace fusebox::probe
