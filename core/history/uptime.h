// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/health/values/clock.h"

namespace fusebox::history {

using health::Nanoseconds;
using health::TimePoint;

/// How long an endpoint was up, and of how long that was known. What was found out speaks for the time until
/// the next finding, but no longer than `hold`: what lies beyond, and what was not measured, is a gap and
/// counts for neither. Exact to the nanosecond.
class Uptime
{
public:
    enum class Finding : std::uint8_t { Up, Down, Nothing };

    /// Findings come in the order of time; one that is older than the last counts from the last.
    void add(TimePoint at, Finding finding, Nanoseconds hold);

    [[nodiscard]] Nanoseconds up(TimePoint now) const;
    [[nodiscard]] Nanoseconds measured(TimePoint now) const;

private:
    [[nodiscard]] Nanoseconds pending(TimePoint now) const;

    Nanoseconds m_up{0};
    Nanoseconds m_measured{0};
    TimePoint m_since = {}; ///< of the last finding
    TimePoint m_until = {}; ///< what it speaks for
    Finding m_finding = Finding::Nothing;
};

} // namespace fusebox::history
