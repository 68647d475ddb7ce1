// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <vector>

#include "core/health/values/snapshot.h"

namespace fusebox::bench {

/// Endpoints that are each checked once a second, as the monitor would tell of it: updates ten times a
/// second, latencies with a long tail, one check in a hundred a failure.
class SimulatedFleet
{
public:
    explicit SimulatedFleet(int endpoints);

    [[nodiscard]] health::MonitorUpdate introduction(const health::Moment &at) const;
    /// The next tenth of a second.
    [[nodiscard]] health::MonitorUpdate next(const health::Moment &at);

private:
    [[nodiscard]] health::CheckEvent check();
    [[nodiscard]] health::Nanoseconds latency(double milliseconds);

    std::vector<settings::EndpointId> m_ids;
    std::vector<double> m_spread; ///< drawn once: drawing is no part of what is measured
    std::size_t m_drawn = 0;
    std::size_t m_told = 0;
    int m_tenth = 0;
};

} // namespace fusebox::bench
