// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <vector>

#include "core/history/sample_series.h"
#include "core/history/sparse_histogram.h"
#include "core/probe/contract/phases.h"

namespace fusebox::history {

/// Milliseconds in each phase, added up over answers.
using PhaseSums = std::array<float, static_cast<std::size_t>(probe::Phase::Count)>;

[[nodiscard]] PhaseSums phaseSums(const probe::PhaseTimes &phases);
PhaseSums &operator+=(PhaseSums &sum, const PhaseSums &other);

/// All samples of a stretch of time.
struct Rollup
{
    TimePoint begin = {};
    Nanoseconds least = Nanoseconds::max(); ///< of the answers
    Nanoseconds most{0};
    SparseHistogram latencies = {};
    PhaseSums phases = {};
    std::uint32_t answered = 0; ///< slow ones included
    std::uint32_t slow = 0;
    std::uint32_t failed = 0;
    std::uint32_t measured = 0; ///< answers whose phases are in `phases`
    std::uint8_t attempts = 0;  ///< the most that one took

    void add(const Sample &sample, const PhaseSums *phases);
    /// All but `begin`.
    Rollup &operator+=(const Rollup &other);
    [[nodiscard]] std::uint32_t count() const { return answered + failed; }
};

/// Roll-ups of one length, oldest first, on a grid fixed in time; the newest `most` of them. Stretches
/// without a sample have none.
class RollupRing
{
public:
    RollupRing(Nanoseconds step, std::size_t most)
        : m_step(step)
        , m_most(most)
    {
    }

    /// Samples come in the order of time; a Break is nothing to roll up.
    void add(const Sample &sample, const PhaseSums *phases);
    void setMost(std::size_t most);

    [[nodiscard]] Nanoseconds step() const { return m_step; }
    [[nodiscard]] const std::deque<Rollup> &rollups() const { return m_rollups; }
    /// The first that ends after `from`.
    [[nodiscard]] std::deque<Rollup>::const_iterator since(TimePoint from) const;
    /// From here on every sample is in it; of before, some were dropped or never came. The least time if
    /// none.
    [[nodiscard]] TimePoint completeSince() const { return m_completeSince; }
    /// Samples before `at` went elsewhere.
    void beginAt(TimePoint at) { m_completeSince = at; }
    /// What was before: roll-ups of the same length, in order, on a grid of their own; from `since` on every
    /// sample is in them. One that does not lie wholly before what is here is added to it.
    void prepend(const std::vector<Rollup> &rollups, TimePoint since);
    [[nodiscard]] std::size_t bytes() const;

private:
    [[nodiscard]] TimePoint beginOf(TimePoint at) const;
    void prune();

    Nanoseconds m_step;
    std::size_t m_most;
    std::deque<Rollup> m_rollups;
    TimePoint m_completeSince = TimePoint::min();
};

} // namespace fusebox::history
