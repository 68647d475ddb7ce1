// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/endpoint/endpoint.h"
#include "core/health/polled/check_run.h"

namespace fusebox::health {

/// An endpoint that is asked again and again (http, https): a tick each interval, a check for each tick that
/// the pipeline lets through. Checks of one endpoint never overlap.
class PolledEndpoint final : public Endpoint
{
public:
    PolledEndpoint(std::shared_ptr<const settings::EndpointConfig> config, EndpointServices services,
                   EndpointObserver &observer);

private:
    void work() override;
    [[nodiscard]] std::optional<TimePoint> nextWork() const override;
    void halt() override;
    void workSoon() override;
    void interrupted(GapCause cause) override;
    void tellLack(const std::vector<settings::MissingSecret> &missing) override;
    void prepare() override;
    void reconfigured(const settings::EndpointConfig &before) override;
    [[nodiscard]] Verdict judge(EffectiveState circuit) const override;
    void fill(EndpointSnapshot &snapshot) const override;

    [[nodiscard]] resilience::Pipeline makePipeline() const;
    void begin();
    void finished(CheckEvent check);
    void keep(CheckEvent check);
    void forgetFallback();
    [[nodiscard]] std::optional<StatusReason> fallbackReason() const;

    TimePoint m_anchor; ///< of the ticks: the phase that keeps endpoints from herding
    TimePoint m_due;
    resilience::Pipeline m_pipeline;             ///< what every check goes through
    std::unique_ptr<probe::Question> m_question; ///< what every check asks
    std::unique_ptr<CheckRun> m_running;
    std::shared_ptr<const CheckEvent> m_lastCheck; ///< the newest that measured something
};

} // namespace fusebox::health
