// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/load_times.h"

#include <algorithm>
#include <cmath>

namespace fusebox::bench {

using resilience::Nanoseconds;
using resilience::TimePoint;

namespace {

double milliseconds(Nanoseconds value)
{
    return std::chrono::duration<double, std::milli>(value).count();
}

/// Nearest rank; `sorted` is not empty.
double percentile(const std::vector<Nanoseconds> &sorted, double share)
{
    const auto rank = std::ceil(share * static_cast<double>(sorted.size()));
    return milliseconds(sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1]);
}

} // namespace

Spread spreadOf(std::vector<Nanoseconds> values)
{
    if (values.empty())
        return {};
    std::ranges::sort(values);
    return {percentile(values, 0.50), percentile(values, 0.99), milliseconds(values.back())};
}

int addLateness(const std::vector<TimePoint> &starts, Nanoseconds interval,
                std::vector<Nanoseconds> &lateness)
{
    if (starts.empty())
        return 0;
    // Against the first start's grid: where each lies, at most half an interval before or after it.
    std::vector<Nanoseconds> offsets;
    std::int64_t lastTick = 0;
    for (const TimePoint start : starts) {
        const Nanoseconds since = start - starts.front() + interval / 2;
        lastTick = since / interval;
        offsets.push_back(since - lastTick * interval);
    }
    const Nanoseconds earliest = std::ranges::min(offsets);
    for (const Nanoseconds offset : offsets)
        lateness.push_back(offset - earliest);
    return static_cast<int>(lastTick + 1 - static_cast<std::int64_t>(starts.size()));
}

} // namespace fusebox::bench
