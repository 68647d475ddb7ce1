// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/sample_series.h"

#include <algorithm>

namespace fusebox::history {

void SampleSeries::add(const Sample &sample)
{
    if (!m_samples.empty()) {
        const Sample &newest = m_samples.back();
        if (sample.at < newest.at)
            return;
        if (sample.kind == Sample::Kind::Break && newest.kind == Sample::Kind::Break)
            return;
    }
    m_samples.push_back(sample);
    prune();
}

void SampleSeries::prepend(const std::vector<Sample> &samples, TimePoint since)
{
    const TimePoint first = m_samples.empty() ? TimePoint::max() : m_samples.front().at;
    const auto end = std::ranges::lower_bound(samples, first, {}, &Sample::at);
    m_samples.insert(m_samples.begin(), samples.begin(), end);
    beginAt(since);
    if (!m_samples.empty())
        prune();
}

void SampleSeries::setMost(std::size_t count)
{
    m_most = count;
    if (!m_samples.empty())
        prune();
}

std::deque<Sample>::const_iterator SampleSeries::since(TimePoint from) const
{
    return std::lower_bound(m_samples.begin(), m_samples.end(), from,
                            [](const Sample &sample, TimePoint at) { return sample.at < at; });
}

void SampleSeries::prune()
{
    const TimePoint oldest = m_samples.back().at - maxAge;
    while (m_samples.size() > m_most || m_samples.front().at < oldest) {
        m_samples.pop_front();
        m_completeSince = m_samples.front().at;
    }
}

} // namespace fusebox::history
