// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/polled/polled_endpoint.h"

#include <algorithm>

#include "core/health/endpoint/check_limits.h"
#include "core/health/endpoint/spread.h"
#include "core/health/values/next_tick.h"

namespace fusebox::health {

using namespace std::chrono_literals;

/// The first check comes within a second, so that a person sees an answer; the ticks after it are spread over
/// the whole interval, so that thousands of endpoints do not come up together.
PolledEndpoint::PolledEndpoint(std::shared_ptr<const settings::EndpointConfig> settings,
                               EndpointServices services, EndpointObserver &observer)
    : Endpoint(std::move(settings), services, observer)
    , m_anchor(saturatingAdd(now(), -spreadOver(config().interval, *services.random)))
    , m_due(now() + spreadOver(std::min<Nanoseconds>(config().interval, 1s), *services.random))
    , m_pipeline(makePipeline())
    , m_question(services.probes.question(requestOf(asked())))
{
}

/// No attempt begins after the check's time, so that a check that runs out of it tells why its last one
/// failed.
resilience::Pipeline PolledEndpoint::makePipeline() const
{
    const Nanoseconds total = std::max(config().timeouts.total, Nanoseconds(1));
    resilience::RetrySettings retry = config().retry;
    retry.maxAttempts = std::max(retry.maxAttempts, 1);
    retry.totalTime = total;
    CheckLimits &limits = services().limits;
    std::vector<resilience::Layer> layers;
    if (config().part<settings::FallbackSettings>() != settings::FallbackSettings{})
        layers.emplace_back(resilience::FallbackLayer{});
    if (const auto places = limits.placesOf(kindOf(config())))
        layers.emplace_back(resilience::BulkheadLayer{places});
    layers.insert(layers.end(), {resilience::TotalTimeoutLayer{total}, resilience::CircuitLayer{circuit()},
                                 resilience::RetryLayer{retry, limits.budgetFor(hostOf(config()))}});
    std::ranges::move(limits.layersFor(hostOf(config())), std::back_inserter(layers));
    return *resilience::Pipeline::make(std::move(layers), services().random);
}

void PolledEndpoint::work()
{
    if (m_running)
        m_running->advance();
    else if (m_due <= now())
        begin();
}

std::optional<TimePoint> PolledEndpoint::nextWork() const
{
    return m_running ? m_running->nextDeadline() : m_due;
}

void PolledEndpoint::halt()
{
    m_running.reset();
}

void PolledEndpoint::workSoon()
{
    m_due = now();
}

void PolledEndpoint::interrupted(GapCause cause)
{
    halt();
    CheckEvent gap;
    gap.outcome = CheckOutcome::Skipped;
    gap.gap = cause;
    tell(gap);
    workSoon();
}

void PolledEndpoint::tellLack(const std::vector<settings::MissingSecret> &missing)
{
    CheckEvent gap;
    gap.outcome = CheckOutcome::Skipped;
    gap.gap = GapCause::NoSecret;
    gap.missing = missing;
    tell(gap);
}

void PolledEndpoint::prepare()
{
    m_pipeline = makePipeline();
    m_question = services().probes.question(requestOf(asked()));
}

/// A check of the old settings answers a question that is no longer asked.
void PolledEndpoint::reconfigured(const settings::EndpointConfig &)
{
    halt();
    prepare();
    workSoon();
}

void PolledEndpoint::begin()
{
    // Half an interval further on, so that a check between two ticks (a trial, by hand) is not followed at
    // once by another.
    m_due = nextTick(m_anchor, config().interval, saturatingAdd(now(), config().interval / 2));
    m_running = std::make_unique<CheckRun>(
        sharedAsked(), services(), m_pipeline, *m_question, lastSuccessAt(),
        [this](CheckEvent check) { finished(std::move(check)); }, [this] { refresh(); });
    if (auto endedAtOnce = m_running->begin())
        finished(*std::move(endedAtOnce));
}

void PolledEndpoint::finished(CheckEvent check)
{
    m_running.reset();
    if (m_due <= now()) // it took longer than the interval
        m_due = nextTick(m_anchor, config().interval, now());
    if (check.outcome != CheckOutcome::Skipped)
        tellOfTheWay(check.failure);
    met(check.address, check.tls);
    tell(check);
    keep(std::move(check));
    refresh();
}

void PolledEndpoint::keep(CheckEvent check)
{
    if (check.outcome == CheckOutcome::Skipped)
        forgetFallback();
    if (check.outcome == CheckOutcome::Ignored || check.outcome == CheckOutcome::Skipped)
        return;
    m_lastCheck = std::make_shared<const CheckEvent>(std::move(check));
    if (!m_lastCheck->failure) {
        countSuccess(m_lastCheck->latency);
    } else if (m_lastCheck->attempts > 0) {
        countFailure(*m_lastCheck->failure);
    }
}

/// Nobody answers any more.
void PolledEndpoint::forgetFallback()
{
    if (!m_lastCheck || !m_lastCheck->fallback)
        return;
    auto alone = std::make_shared<CheckEvent>(*m_lastCheck);
    alone->fallback.reset();
    m_lastCheck = std::move(alone);
}

std::optional<StatusReason> PolledEndpoint::fallbackReason() const
{
    if (!m_lastCheck->fallback)
        return {};
    return StatusReason{.kind = ReasonKind::ServedByFallback,
                        .age = m_lastCheck->fallback->age,
                        .source = m_lastCheck->fallback->source};
}

namespace {

std::optional<QString> warningIn(const CheckEvent &check)
{
    return probe::isWarning(check) ? std::optional(check.remark->text) : std::nullopt;
}

} // namespace

Verdict PolledEndpoint::judge(EffectiveState circuit) const
{
    if (!m_lastCheck)
        return judgeCheck(circuit, std::nullopt);
    return judgeCheck(circuit, CheckFigures{.fallback = fallbackReason(),
                                            .latency = m_lastCheck->latency,
                                            .slowAfter = config().slowAfter,
                                            .attempts = m_lastCheck->attempts,
                                            .failure = m_lastCheck->failure,
                                            .certificate = certificateFigures(
                                                probe::expiryOf(*m_lastCheck), lifetimeIn(m_lastCheck->tls),
                                                config().part<settings::TlsSettings>().certificateWarning,
                                                services().clock.wallNow()),
                                            .warning = warningIn(*m_lastCheck)});
}

void PolledEndpoint::fill(EndpointSnapshot &snapshot) const
{
    snapshot.lastCheck = m_lastCheck;
    snapshot.checking = m_running != nullptr;
    if (rejectsCalls() && snapshot.nextDueAt) // the ticks until the trial are held back
        snapshot.nextDueAt = circuitState() == EffectiveState::Open ? nextTrialAt() : std::nullopt;
}

} // namespace fusebox::health
