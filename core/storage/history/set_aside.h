// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::storage {

/// Puts a damaged history beside itself, under a name with the time, so that a new one can be begun and
/// somebody may look into the old: "x.db.damaged-20261201T203000Z". Where to; empty: it could not be moved.
[[nodiscard]] QString setAside(const QString &path, health::WallTime now);

} // namespace fusebox::storage
