// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>

#include "core/probe/contract/options/name_options.h"

namespace fusebox::probe {

/// IPv4 or IPv6.
[[nodiscard]] AddressFamily familyOf(const QHostAddress &address);

/// Those of the family, in the same order; for Any all.
[[nodiscard]] QList<QHostAddress> ofFamily(const QList<QHostAddress> &addresses, AddressFamily family);

} // namespace fusebox::probe
