// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// "14:02:11" in the person's time zone.
[[nodiscard]] QString timeOfDay(health::WallTime at);
/// "02:30:15 CEST": what an hour that comes twice in a night does not leave open.
[[nodiscard]] QString timeInZone(health::WallTime at);
/// The day it is of in the person's time zone.
[[nodiscard]] QDate dayOf(health::WallTime at);
/// "20 Nov 14:02" in the person's time zone.
[[nodiscard]] QString dayAndTime(health::WallTime at);
/// "20 Nov 14:02:11" in the person's time zone.
[[nodiscard]] QString dayAndSecond(health::WallTime at);
/// "20 Nov 2026 14:02 CET": a page may be read years later, and elsewhere.
[[nodiscard]] QString dateAndTime(health::WallTime at);
/// Date and time to the millisecond with the offset from UTC, for a hover.
[[nodiscard]] QString fullTime(health::WallTime at);

} // namespace fusebox::ui
