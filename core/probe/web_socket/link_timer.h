// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include <QTimer>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// Once, rounded up to milliseconds, and at most in a day.
inline void runFor(QTimer &timer, resilience::Nanoseconds time)
{
    using std::chrono::milliseconds;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    timer.start(std::clamp(std::chrono::ceil<milliseconds>(time), milliseconds(0),
                           milliseconds(std::chrono::hours(24))));
}

} // namespace fusebox::probe
