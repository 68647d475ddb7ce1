// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/endpoint_config.h"
#include "core/probe/probe.h"
#include "core/resilience/random.h"

namespace fusebox::health {

/// What follows the end of a connection.
enum class AfterLoss : std::uint8_t {
    Retry,  ///< after a delay
    GiveUp, ///< max_retries are used up
    Stop    ///< the peer, or a setting that no retry can mend, says not to come back
};

struct NextDial
{
    AfterLoss what = AfterLoss::Retry;
    Nanoseconds delay{0}; ///< Retry
};

/// When a WebSocket is dialled again: the delays of `retry`, or refusedDelay where the upgrade was refused;
/// and when no more. Pure: the time and chance are the caller's.
class ReconnectPlan
{
public:
    [[nodiscard]] NextDial next(const probe::ProbeFailure &end, const EndpointConfig &config,
                                resilience::Random &random);
    /// Counts from the first again: the connection was stable, or a person asked for another try.
    void restart() { *this = {}; }

private:
    int m_retries = 0;      ///< in a row
    Nanoseconds m_delay{0}; ///< drawn last from the backoff
};

/// The upgrade was answered with a status that the next request would get as well: 4xx but for 408, 425 and
/// 429.
[[nodiscard]] bool isRefused(const probe::ProbeFailure &end);

} // namespace fusebox::health
