// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/rollup.h"

#include <algorithm>

namespace fusebox::history {

PhaseSums phaseSums(const probe::PhaseTimes &phases)
{
    PhaseSums sums = {};
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const auto took = phases[static_cast<probe::Phase>(i)].value_or(Nanoseconds{0});
        sums[i] = std::chrono::duration<float, std::milli>(took).count();
    }
    return sums;
}

PhaseSums &operator+=(PhaseSums &sum, const PhaseSums &other)
{
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += other[i];
    return sum;
}

void Rollup::add(const Sample &sample, const PhaseSums *samplePhases)
{
    attempts = std::max(attempts, sample.attempts);
    if (!sample.hasLatency()) {
        ++failed;
        return;
    }
    ++answered;
    slow += sample.kind == Sample::Kind::Slow;
    least = std::min(least, sample.latency);
    most = std::max(most, sample.latency);
    latencies.add(sample.latency);
    if (!samplePhases)
        return;
    phases += *samplePhases;
    ++measured;
}

Rollup &Rollup::operator+=(const Rollup &other)
{
    least = std::min(least, other.least);
    most = std::max(most, other.most);
    latencies += other.latencies;
    phases += other.phases;
    answered += other.answered;
    slow += other.slow;
    failed += other.failed;
    measured += other.measured;
    attempts = std::max(attempts, other.attempts);
    return *this;
}

void RollupRing::add(const Sample &sample, const PhaseSums *phases)
{
    if (sample.kind == Sample::Kind::Break)
        return;
    const TimePoint begin = beginOf(sample.at);
    if (m_rollups.empty() || m_rollups.back().begin < begin) {
        m_rollups.emplace_back().begin = begin;
        prune();
    }
    m_rollups.back().add(sample, phases);
}

void RollupRing::prepend(const std::vector<Rollup> &rollups, TimePoint since)
{
    m_completeSince = since;
    for (auto rollup = rollups.rbegin(); rollup != rollups.rend(); ++rollup) {
        if (m_rollups.empty() || rollup->begin < m_rollups.front().begin)
            m_rollups.push_front(*rollup);
        else
            m_rollups.front() += *rollup;
    }
    prune();
}

void RollupRing::setMost(std::size_t most)
{
    m_most = most;
    prune();
}

std::deque<Rollup>::const_iterator RollupRing::since(TimePoint from) const
{
    return std::lower_bound(
        m_rollups.begin(), m_rollups.end(), from,
        [this](const Rollup &rollup, TimePoint at) { return rollup.begin + m_step <= at; });
}

std::size_t RollupRing::bytes() const
{
    std::size_t bytes = m_rollups.size() * sizeof(Rollup);
    for (const Rollup &rollup : m_rollups)
        bytes += rollup.latencies.heapBytes();
    return bytes;
}

TimePoint RollupRing::beginOf(TimePoint at) const
{
    return TimePoint(at.time_since_epoch() / m_step * m_step);
}

void RollupRing::prune()
{
    const auto oldest = [this] { return m_rollups.back().begin - m_step * std::int64_t(m_most - 1); };
    while (!m_rollups.empty() && m_rollups.front().begin < oldest()) {
        m_completeSince = m_rollups.front().begin + m_step;
        m_rollups.pop_front();
    }
}

} // namespace fusebox::history
