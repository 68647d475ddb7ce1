// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/health/detectors/sleep_detector.h"
#include "core/health/endpoint/endpoint.h"
#include "core/health/endpoint/probe_handle.h"
#include "core/resilience/pipeline_call.h"

namespace fusebox::health {

/// One check: a call through the endpoint's pipeline, whose attempts are probes. Dropping it cancels the
/// call, without a result. Thread: the monitor's.
class CheckRun final : private resilience::PipelineCall::Host
{
public:
    /// `question`, which outlives it, is what the endpoint itself is asked. `lastGoodAt`: when it answered
    /// last. `done` is called once, never from begin(); the run may be destroyed from within. `changed` tells
    /// that nextDeadline() is another.
    CheckRun(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
             const resilience::Pipeline &pipeline, probe::Question &question,
             std::optional<TimePoint> lastGoodAt, std::function<void(CheckEvent)> done,
             std::function<void()> changed);
    ~CheckRun() override;

    /// The check, if it ended at once (refused by a policy); `done` is not called then.
    [[nodiscard]] std::optional<CheckEvent> begin();
    /// Goes on where the pipeline waits. While a probe runs its deadlines are its own.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;

private:
    using Next = resilience::PipelineCall::Next;
    using Finish = resilience::PipelineCall::Finish;

    [[nodiscard]] resilience::FallbackOptions fallbacks(TimePoint now) const override;
    [[nodiscard]] resilience::Waker waker() const override;

    /// Does what the pipeline wants; the check, if that was the end of it.
    [[nodiscard]] std::optional<CheckEvent> act(const Next &next);
    void drive(const Next &next);
    void attempt(const resilience::PipelineCall::StartAttempt &start);
    [[nodiscard]] std::unique_ptr<probe::Probe> askAnother(int alternative, Nanoseconds total) const;
    void attemptEnded(const probe::ProbeResult &result);
    [[nodiscard]] bool isOurLateness(const probe::ProbeResult &result) const;
    [[nodiscard]] bool isOverWhileWaiting() const;
    [[nodiscard]] bool stoodStill() const;
    void giveUpAsGap();
    void giveUp(const probe::ProbeResult &result);
    void noteWhoseTimeWasUp(probe::ProbeFailure &failure) const;
    [[nodiscard]] resilience::Failure withSpreadWish(resilience::Failure failure) const;
    [[nodiscard]] bool lostItsTimeWaiting(const probe::ProbeFailure &failure) const;
    void take(probe::ProbeResult result);
    [[nodiscard]] FallbackAnswer fallbackOf(const Finish &end) const;
    [[nodiscard]] CheckEvent conclude(const Finish &end);
    [[nodiscard]] CheckOutcome outcomeOf(const CheckEvent &check) const;

    std::shared_ptr<const settings::EndpointConfig> m_config;
    EndpointServices m_services;
    resilience::Pipeline m_pipeline;
    probe::Question &m_question;
    std::optional<TimePoint> m_lastGoodAt;
    std::function<void(CheckEvent)> m_done;
    std::function<void()> m_changed;
    resilience::PipelineCall m_call;
    ProbeHandle m_probe;
    std::optional<resilience::Deadline> m_deadline; ///< of the attempt
    TimePoint m_beganAt = {};
    TimePoint m_attemptedAt = {};          ///< when the attempt, or the last, began
    SleepDetector m_sleep{Nanoseconds(0)}; ///< since the attempt began
    bool m_asksAnother = false;            ///< the attempt is at an alternative
    bool m_isGap = false;                  ///< was lost by our own standing still
    probe::ProbeResult m_result;           ///< of the last attempt at the endpoint itself
    mutable bool m_woken = false;          ///< a queue has let the call in
};

} // namespace fusebox::health
