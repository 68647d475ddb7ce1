// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "core/health/endpoint.h"

namespace fusebox::health {

/// One check: attempts with retries and the delays between them, within the check's total time. Dropping it
/// ends it without a result. Thread: the monitor's.
class CheckRun
{
public:
    /// `done` is called once, never from begin(); the run may be destroyed from within. `changed` tells that
    /// nextDeadline() is another.
    CheckRun(std::shared_ptr<const EndpointConfig> config, EndpointServices services,
             std::function<void(const CheckEvent &)> done, std::function<void()> changed);

    void begin();
    /// Begins the next attempt when its delay is over.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;

private:
    struct DeleteLater
    {
        void operator()(probe::Probe *probe) const;
    };
    struct Probing
    {
        std::unique_ptr<probe::Probe, DeleteLater> probe;
    };
    struct Delaying
    {
        TimePoint until;
    };

    void attempt();
    void attemptEnded(const probe::ProbeResult &result);
    [[nodiscard]] std::optional<Nanoseconds> delayBeforeRetry(const probe::ProbeFailure &failure);
    [[nodiscard]] CheckEvent conclude(const probe::ProbeResult &result) const;

    std::shared_ptr<const EndpointConfig> m_config;
    EndpointServices m_services;
    std::function<void(const CheckEvent &)> m_done;
    std::function<void()> m_changed;
    resilience::Retry m_retry;
    TimePoint m_deadline;
    std::variant<std::monostate, Probing, Delaying> m_state;
};

} // namespace fusebox::health
