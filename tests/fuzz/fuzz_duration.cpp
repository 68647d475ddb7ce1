// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/duration.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox::resilience;

/// Any text is refused or means a duration in [0, 366 d], and every duration survives being written and read.
FUZZ(const std::string_view text)
{
    const auto parsed = parseDuration(text);
    if (!parsed)
        return;
    require(*parsed >= Nanoseconds::zero() && *parsed <= std::chrono::days(366));
    const std::string written = formatDuration(*parsed);
    require(parseDuration(written) == *parsed);
    require(formatDuration(*parseDuration(written)) == written);
}
