// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/polled_endpoint.h"

#include <algorithm>

#include "core/health/scheduler.h"

namespace fusebox::health {

using namespace std::chrono_literals;
using resilience::ErrorClass;
using resilience::Outcome;

namespace {

Nanoseconds uniform(Nanoseconds below, resilience::Random &random)
{
    return Nanoseconds(std::uniform_int_distribution<Nanoseconds::rep>(0, below.count())(random));
}

Outcome circuitOutcome(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Success: return Outcome::Success;
    case CheckOutcome::Slow: return Outcome::Slow;
    case CheckOutcome::Failure: return Outcome::Failure;
    case CheckOutcome::Ignored:
    case CheckOutcome::Skipped: break;
    }
    return Outcome::Ignored;
}

std::optional<ErrorClass> errorOf(const CheckEvent &check)
{
    return check.failure ? std::optional(check.failure->errorClass) : std::nullopt;
}

} // namespace

/// The first check comes within a second, so that a person sees an answer; the ticks after it are spread over
/// the whole interval, so that thousands of endpoints do not come up together.
PolledEndpoint::PolledEndpoint(std::shared_ptr<const EndpointConfig> settings, EndpointServices services,
                               EndpointObserver &observer)
    : Endpoint(std::move(settings), services, observer)
    , m_anchor(now() - uniform(config().interval, services.random))
    , m_due(now() + uniform(std::min<Nanoseconds>(config().interval, 1s), services.random))
{
}

void PolledEndpoint::work()
{
    if (m_running)
        m_running->run->advance();
    else if (m_due <= now())
        begin();
}

std::optional<TimePoint> PolledEndpoint::nextWork() const
{
    return m_running ? m_running->run->nextDeadline() : m_due;
}

void PolledEndpoint::halt()
{
    if (!m_running)
        return;
    const resilience::Permit permit = m_running->permit;
    m_running.reset();
    circuit().record(permit, Outcome::Ignored, std::nullopt, now());
}

void PolledEndpoint::workSoon()
{
    m_due = now();
}

/// A check of the old settings answers a question that is no longer asked.
void PolledEndpoint::reconfigured(const EndpointConfig &)
{
    halt();
    workSoon();
}

void PolledEndpoint::begin()
{
    // Half an interval further on, so that a check between two ticks (a trial, by hand) is not followed at
    // once by another.
    m_due = nextTick(m_anchor, config().interval, now() + config().interval / 2);
    const auto permit = circuit().acquire(now());
    if (!permit) {
        skip();
        return;
    }
    auto run = std::make_unique<CheckRun>(
        sharedConfig(), services(), [this](const CheckEvent &check) { finished(check); },
        [this] { refresh(); });
    m_running = Running{std::move(run), *permit};
    m_running->run->begin();
}

void PolledEndpoint::skip()
{
    CheckEvent check{.outcome = CheckOutcome::Skipped};
    check.failure.emplace();
    check.failure->errorClass = ErrorClass::Rejected;
    check.failure->rejectedBy = resilience::RejectedBy::Circuit;
    tell(check);
}

void PolledEndpoint::finished(const CheckEvent &check)
{
    const resilience::Permit permit = m_running->permit;
    m_running.reset();
    if (m_due <= now()) // it took longer than the interval
        m_due = nextTick(m_anchor, config().interval, now());
    tell(check);
    if (check.outcome != CheckOutcome::Ignored)
        m_lastCheck = check;
    if (check.failure)
        countFailure(*check.failure);
    else
        countSuccess(check.latency);
    circuit().record(permit, circuitOutcome(check.outcome), errorOf(check), now());
    refresh();
}

Verdict PolledEndpoint::judge(EffectiveState circuit) const
{
    if (!m_lastCheck)
        return judgeCheck(circuit, std::nullopt);
    return judgeCheck(circuit, CheckFigures{.latency = m_lastCheck->latency,
                                            .slowAfter = config().slowAfter,
                                            .attempts = m_lastCheck->attempts,
                                            .failure = m_lastCheck->failure});
}

void PolledEndpoint::fill(EndpointSnapshot &snapshot) const
{
    snapshot.lastCheck = m_lastCheck;
    snapshot.checking = m_running.has_value();
}

} // namespace fusebox::health
