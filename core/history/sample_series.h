// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "core/health/values/clock.h"

namespace fusebox::history {

using health::Nanoseconds;
using health::TimePoint;

/// What was measured at a moment. A Break says that nothing is measured from here on (paused, circuit open,
/// disconnected): what follows is a gap, never the last value.
struct Sample
{
    enum class Kind : std::uint8_t { Answer, Slow, Failure, Break };

    TimePoint at = {};
    Nanoseconds latency{0}; ///< Answer and Slow
    Kind kind = Kind::Answer;
    std::uint8_t attempts = 1; ///< it took, 255 for more

    [[nodiscard]] bool hasLatency() const { return kind == Kind::Answer || kind == Kind::Slow; }
    bool operator==(const Sample &) const = default;
};

/// The newest samples of one endpoint, oldest first; bounded in age and in number.
class SampleSeries
{
public:
    static constexpr Nanoseconds maxAge = std::chrono::minutes(16);
    /// Of an endpoint that nobody has looked at: five minutes at one a second, 7.5 KiB.
    static constexpr std::size_t usualCount = 320;
    static constexpr std::size_t maxCount = 4096; ///< of one that somebody looks at

    /// A sample older than the newest is dropped: time only moves on. Breaks in a row count as one.
    void add(const Sample &sample);
    /// What was before, in order, and stands for more than it shows: from `since` on there is every sample.
    void prepend(const std::vector<Sample> &samples, TimePoint since);
    /// Samples before `at` went elsewhere.
    void beginAt(TimePoint at) { m_completeSince = std::max(m_completeSince, at); }
    /// How many are kept from now on.
    void setMost(std::size_t count);

    [[nodiscard]] const std::deque<Sample> &samples() const { return m_samples; }
    /// The first sample at or after `from`.
    [[nodiscard]] std::deque<Sample>::const_iterator since(TimePoint from) const;
    /// From here on there is every sample; before, some were dropped. The least time if none was.
    [[nodiscard]] TimePoint completeSince() const { return m_completeSince; }

private:
    void prune();

    std::deque<Sample> m_samples;
    std::size_t m_most = usualCount;
    TimePoint m_completeSince = TimePoint::min();
};

} // namespace fusebox::history
