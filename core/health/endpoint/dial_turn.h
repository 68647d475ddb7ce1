// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/resilience/pipeline_call.h"

namespace fusebox::health {

/// The turn of one dial under the limits that checks have too: a token of its host's rate, then a place of
/// the host's and one of all, which it holds until it is gone. It waits as long as it takes: whoever comes
/// before it ends by deadlines of his own. Thread: the monitor's.
class DialTurn final : private resilience::PipelineCall::Host
{
public:
    enum class State : std::uint8_t {
        Waiting,
        Come,   ///< dial
        Refused ///< too many wait already
    };

    /// `limits`: of CheckLimits. `isTrial`: the circuit is half-open. `woken` tells that nextDeadline() is
    /// another; it is called at any time.
    DialTurn(const resilience::Pipeline &limits, bool isTrial, resilience::TimePoint now,
             std::function<void()> woken);

    void advance(resilience::TimePoint now);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] std::optional<resilience::TimePoint> nextDeadline(resilience::TimePoint now) const;

private:
    [[nodiscard]] resilience::FallbackOptions fallbacks(resilience::TimePoint) const override { return {}; }
    [[nodiscard]] resilience::Waker waker() const override;
    void take(const resilience::PipelineCall::Next &next);

    const resilience::Pipeline m_limits;
    const std::function<void()> m_woken;
    resilience::PipelineCall m_call;
    State m_state = State::Waiting;
    mutable bool m_isWoken = false; ///< a queue has let it in, or may do so sooner than it said
};

} // namespace fusebox::health
