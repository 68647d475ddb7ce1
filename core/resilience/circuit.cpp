// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit.h"

#include <utility>

namespace fusebox::resilience {

namespace {

Outcome outcomeOf(const Failure *failure, Nanoseconds latency, const CircuitSettings &settings)
{
    if (!failure)
        return settings.slowAfter && latency > *settings.slowAfter ? Outcome::Slow : Outcome::Success;
    const bool isTracked =
        !kNobodysFault.contains(failure->errorClass) && settings.trackErrors.contains(*failure);
    return isTracked ? Outcome::Failure : Outcome::Ignored;
}

Circuit::Listener onlyIf(bool (*isMeant)(const TransitionRecord &), Circuit::Listener listener)
{
    return [isMeant, listener = std::move(listener)](const TransitionRecord &record) {
        if (record.enforced && isMeant(record))
            listener(record);
    };
}

} // namespace

Failure failureOf(const Rejection &rejection)
{
    return {.errorClass = ErrorClass::Rejected,
            .rejectedBy = RejectedBy::Circuit,
            .retryAfter = rejection.retryIn};
}

Circuit::Circuit(std::string name, const CircuitSettings &settings, const Clock &clock)
    : m_name(std::move(name))
    , m_clock(clock)
    , m_breaker(settings, clock.now())
{
    watchBreaker();
}

Circuit::Circuit(std::string name, const CircuitSettings &settings, const Clock &clock,
                 const SavedCircuit &saved, Nanoseconds elapsed)
    : m_name(std::move(name))
    , m_clock(clock)
    , m_breaker(settings, saved, elapsed, clock.now())
{
    const TimePoint now = clock.now();
    const auto savedAt = saturatingAdd(now, -std::max(elapsed, Nanoseconds::zero()));
    m_meter.restored(shifted(saved, saturatingDifference(savedAt, saved.savedAt)), now);
    watchBreaker();
}

/// The breaker tells inside our lock; from there it only goes into the queue.
void Circuit::watchBreaker()
{
    m_breaker.setListener([this](const TransitionRecord &record) {
        m_meter.moved(record);
        m_feed.push(record);
        m_hasNews = true;
    });
}

/// Holds the lock; once it is given back, tells what came of the access.
class Circuit::Access
{
public:
    explicit Access(Circuit &circuit)
        : m_circuit(circuit)
        , m_lock(circuit.m_mutex)
    {
    }
    ~Access()
    {
        const bool hasNews = std::exchange(m_circuit.m_hasNews, false);
        m_lock.unlock();
        if (hasNews)
            m_circuit.m_feed.deliver();
    }
    Access(const Access &) = delete;
    Access &operator=(const Access &) = delete;

private:
    Circuit &m_circuit;
    std::unique_lock<std::mutex> m_lock;
};

tl::expected<Permit, Rejection> Circuit::acquire()
{
    const Access access(*this);
    auto permit = m_breaker.acquire(timeIf(m_breaker.nextDeadline().has_value()));
    if (!permit)
        m_meter.rejected();
    return permit;
}

void Circuit::record(Permit permit, Outcome outcome, std::optional<ErrorClass> error,
                     std::optional<Nanoseconds> latency)
{
    const Access access(*this);
    countCall(permit, outcome, error, latency);
}

void Circuit::recordResult(Permit permit, const Failure *failure, Nanoseconds latency)
{
    const Access access(*this);
    const auto outcome = outcomeOf(failure, latency, m_breaker.settings());
    countCall(permit, outcome, failure ? std::optional(failure->errorClass) : std::nullopt, latency);
}

void Circuit::countCall(Permit permit, Outcome outcome, std::optional<ErrorClass> error,
                        std::optional<Nanoseconds> latency)
{
    const auto counted = m_breaker.record(permit, outcome, error, timeIf(m_breaker.needsTimeFor(outcome)));
    if (counted)
        m_meter.call(*counted, error, latency);
}

Circuit::ListenerId Circuit::onOpen(Listener listener)
{
    return subscribe(onlyIf([](const TransitionRecord &r) { return rejects(r.to) && !rejects(r.from); },
                            std::move(listener)));
}

Circuit::ListenerId Circuit::onClose(Listener listener)
{
    return subscribe(onlyIf([](const TransitionRecord &r) { return r.to == EffectiveState::Closed; },
                            std::move(listener)));
}

Circuit::ListenerId Circuit::onStateChange(Listener listener)
{
    return subscribe(onlyIf([](const TransitionRecord &r) { return r.from != r.to; }, std::move(listener)));
}

void Circuit::reset()
{
    const Access access(*this);
    m_breaker.reset(m_clock.now());
}

void Circuit::forceOpen(std::optional<Nanoseconds> duration)
{
    const Access access(*this);
    if (duration)
        m_breaker.forceOpen(m_clock.now(), *duration);
    else
        m_breaker.forceOpen(m_clock.now());
}

void Circuit::disable()
{
    const Access access(*this);
    m_breaker.disable(m_clock.now());
}

void Circuit::measureOnly()
{
    const Access access(*this);
    m_breaker.measureOnly(m_clock.now());
}

void Circuit::lift()
{
    const Access access(*this);
    m_breaker.lift(m_clock.now());
}

void Circuit::setSettings(const CircuitSettings &settings)
{
    const Access access(*this);
    m_breaker.setSettings(settings, m_clock.now());
}

void Circuit::advance()
{
    const Access access(*this);
    m_breaker.advance(m_clock.now());
}

std::optional<TimePoint> Circuit::nextDeadline() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.nextDeadline();
}

CircuitSettings Circuit::settings() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.settings();
}

CircuitState Circuit::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.state(timeIf(m_breaker.nextDeadline().has_value()));
}

EffectiveState Circuit::effective() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.effective(timeIf(m_breaker.nextDeadline().has_value()));
}

CircuitView Circuit::view() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.view(m_clock.now());
}

CircuitBrief Circuit::brief() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.brief(timeIf(!m_breaker.isUntroubled()));
}

CircuitReport Circuit::report() const
{
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    auto current = m_breaker.view(now);
    CircuitMeter meter = m_meter; // reading takes no step, but sees what time has done
    m_breaker.previewSteps(now, [&](const TransitionRecord &record) { meter.moved(record); });
    auto statistics = meter.read(current, now);
    return {m_name, std::move(current), std::move(statistics)};
}

SavedCircuit Circuit::save() const
{
    const std::lock_guard lock(m_mutex);
    return m_breaker.save(m_clock.now());
}

} // namespace fusebox::resilience
