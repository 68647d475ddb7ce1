// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core/health/values/events.h"

namespace fusebox::history {

using health::GapCause;
using health::Nanoseconds;
using health::TimePoint;

/// Time without a measurement; without `to` it lasts.
struct Gap
{
    TimePoint from = {};
    std::optional<TimePoint> to = {};
    GapCause cause = GapCause::Silent;

    bool operator==(const Gap &) const = default;
};

/// The gaps of one endpoint, oldest first, the newest `most` of them; at most the last one lasts.
class GapLog
{
public:
    static constexpr std::size_t most = 300;

    /// From here on nothing is measured. While a gap of the same cause lasts: nothing new; of another cause:
    /// that one ends where this one begins, unless the new one is Disconnected, which says least.
    void begin(TimePoint at, GapCause cause);
    /// What was before, in order: those that end before the first that is here, the newest of them as far as
    /// there is room.
    void prepend(const std::vector<Gap> &gaps);
    /// Something was measured.
    void end(TimePoint at);

    [[nodiscard]] const std::deque<Gap> &gaps() const { return m_gaps; }

private:
    std::deque<Gap> m_gaps;
};

/// The cause for which an event says that nothing is measured from its moment on; none if it does not.
[[nodiscard]] std::optional<GapCause> gapBegunBy(const health::Event &event);

} // namespace fusebox::history
