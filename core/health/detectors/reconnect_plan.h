// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"
#include "core/probe/contract/probe.h"
#include "core/resilience/random.h"
#include "core/settings/endpoint_config.h"

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
    Nanoseconds delay{0};    ///< Retry
    bool isPromised = false; ///< to the server: nobody but a person comes sooner
};

/// When a WebSocket is dialled again: the delays of `retry`, or refusedDelay where the upgrade was refused,
/// and no sooner than the server wished (Retry-After, up to the longest of these); and when no more. What a
/// server says to many at once is spread above what it says. Pure: the time and chance are the caller's.
class ReconnectPlan
{
public:
    /// What the first delay is where the settings have the default, which is meant for retries inside a
    /// check: dials that come as fast use up what the circuit bears while a server restarts, and what was
    /// gone for a second is then left alone for as long as the circuit is open.
    static constexpr Nanoseconds defaultFirstDelay = std::chrono::seconds(1);

    [[nodiscard]] NextDial next(const probe::ProbeFailure &end, const settings::EndpointConfig &config,
                                resilience::Random &random);
    /// Counts from the first again: the connection was stable, or a person asked for another try.
    void restart() { *this = {}; }

private:
    int m_retries = 0;      ///< in a row
    Nanoseconds m_delay{0}; ///< drawn last from the backoff
};

/// The upgrade was answered with a status that the next request would get as well: a redirect, which is not
/// followed, or 4xx but for 408, 425 and 429.
[[nodiscard]] bool isRefused(const probe::ProbeFailure &end);

} // namespace fusebox::health
