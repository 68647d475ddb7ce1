// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/check_run.h"

#include "core/health/unsupported_probe.h"

namespace fusebox::health {

CheckRun::CheckRun(std::shared_ptr<const EndpointConfig> config, EndpointServices services,
                   std::function<void(const CheckEvent &)> done, std::function<void()> changed)
    : m_config(std::move(config))
    , m_services(services)
    , m_done(std::move(done))
    , m_changed(std::move(changed))
    , m_retry(m_config->retry)
    , m_deadline(services.clock.now() + m_config->timeouts.total)
{
}

/// The probe's own signal may be what ends us.
void CheckRun::DeleteLater::operator()(probe::Probe *probe) const
{
    probe->disconnect();
    probe->cancel();
    probe->deleteLater();
}

void CheckRun::begin()
{
    attempt();
}

void CheckRun::advance()
{
    const auto *delaying = std::get_if<Delaying>(&m_state);
    if (delaying && delaying->until <= m_services.clock.now())
        attempt();
}

std::optional<TimePoint> CheckRun::nextDeadline() const
{
    const auto *delaying = std::get_if<Delaying>(&m_state);
    return delaying ? std::optional(delaying->until) : std::nullopt;
}

void CheckRun::attempt()
{
    probe::ProbeRequest request = requestOf(*m_config);
    request.timeouts.total = m_deadline - m_services.clock.now();
    std::unique_ptr<probe::Probe, DeleteLater> probe(m_services.probes.create(request).release());
    if (!probe)
        probe.reset(new UnsupportedProbe);
    QObject::connect(probe.get(), &probe::Probe::finished, probe.get(),
                     [this](const probe::ProbeResult &result) { attemptEnded(result); });
    probe->start();
    m_state = Probing{std::move(probe)};
}

void CheckRun::attemptEnded(const probe::ProbeResult &result)
{
    const auto delay = result.failure ? delayBeforeRetry(*result.failure) : std::nullopt;
    if (delay) {
        m_state = Delaying{m_services.clock.now() + *delay};
        m_changed();
        return;
    }
    // The last thing we do: the run may be gone after it, and must not take the callback along while it runs.
    const auto done = std::move(m_done);
    done(conclude(result));
}

/// None: no further attempt, because the policy says so or because it could not begin within the check's
/// time.
std::optional<Nanoseconds> CheckRun::delayBeforeRetry(const probe::ProbeFailure &failure)
{
    const auto decision = m_retry.afterFailure(failure, m_services.random);
    const auto *again = std::get_if<resilience::Retry::TryAgain>(&decision);
    if (!again || m_services.clock.now() + again->delay >= m_deadline)
        return std::nullopt;
    return again->delay;
}

CheckEvent CheckRun::conclude(const probe::ProbeResult &result) const
{
    CheckEvent event;
    event.latency = result.latency;
    event.phases = result.phases;
    event.statusCode = result.statusCode;
    event.failure = result.failure;
    event.attempts = m_retry.attempts();
    if (!result.failure)
        event.outcome = result.latency > m_config->slowAfter ? CheckOutcome::Slow : CheckOutcome::Success;
    else if (result.failure->errorClass == resilience::ErrorClass::Cancelled)
        event.outcome = CheckOutcome::Ignored;
    else
        event.outcome = CheckOutcome::Failure;
    return event;
}

} // namespace fusebox::health
