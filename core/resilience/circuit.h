// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>

#include "core/resilience/circuit_breaker.h"
#include "core/resilience/circuit_statistics.h"
#include "core/resilience/feed.h"

namespace fusebox::resilience {

/// Everything about a circuit at one moment.
struct CircuitReport
{
    std::string name;
    CircuitView view;
    CircuitStatistics statistics;
};

/// A call that got no permit, as a failure: its `retryAfter` tells when it may be made, where that is known.
[[nodiscard]] Failure failureOf(const Rejection &rejection);

/// A circuit breaker with a name, a clock and statistics, to be shared: the CircuitBreaker of the same
/// methods, behind a lock. It reads the clock only when the time matters. Listeners are told outside of the
/// lock, in order. Thread: any.
class Circuit : public std::enable_shared_from_this<Circuit>
{
public:
    using Listener = Feed<TransitionRecord>::Listener;
    using ListenerId = Feed<TransitionRecord>::Id;

    /// `clock` must outlive the circuit.
    Circuit(std::string name, const CircuitSettings &settings, const Clock &clock);
    Circuit(std::string name, const CircuitSettings &settings, const Clock &clock, const SavedCircuit &saved,
            Nanoseconds elapsed);
    Circuit(const Circuit &) = delete;
    Circuit &operator=(const Circuit &) = delete;

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }

    [[nodiscard]] tl::expected<Permit, Rejection> acquire();
    /// `latency`, for the percentiles, if it was measured.
    void record(Permit permit, Outcome outcome, std::optional<ErrorClass> error = {},
                std::optional<Nanoseconds> latency = {});
    /// Reckons the outcome: a success later than settings().slowAfter is slow, a failure that is nobody's
    /// fault, or not tracked by its class or status, is ignored.
    void recordResult(Permit permit, const Failure *failure, Nanoseconds latency);

    /// Runs an operation that answers with a tl::expected<T, Failure>, if there is a permit for it. With
    /// core/resilience/async/forms.h included, also one that answers with a future, see executeAsync().
    template <class Op>
    auto execute(Op operation)
    {
        if constexpr (requires { operation().error(); })
            return executeNow(operation);
        else
            return executeAsync(*this, std::move(operation));
    }

    void reset();
    void forceOpen(std::optional<Nanoseconds> duration = {});
    void disable();
    void measureOnly();
    void lift();
    void setSettings(const CircuitSettings &settings);

    /// Takes the transitions that time has made due, and tells of them.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;

    [[nodiscard]] CircuitSettings settings() const;
    [[nodiscard]] CircuitState state() const; ///< the computed one
    [[nodiscard]] EffectiveState effective() const;
    [[nodiscard]] CircuitView view() const;
    [[nodiscard]] CircuitBrief brief() const;
    [[nodiscard]] CircuitStatistics statistics() const { return report().statistics; }
    [[nodiscard]] CircuitReport report() const;
    [[nodiscard]] SavedCircuit save() const;

    /// Told of every record, those of a circuit that only measures included.
    ListenerId subscribe(Listener listener) { return m_feed.subscribe(std::move(listener)); }
    /// Told when the circuit begins to reject (open, or forced open); when it is closed again; of every
    /// change of what it does, which a forced state that is renewed is not. Of what would have happened while
    /// it only measures, they are not told.
    ListenerId onOpen(Listener listener);
    ListenerId onClose(Listener listener);
    ListenerId onStateChange(Listener listener);
    void unsubscribe(ListenerId id) { m_feed.unsubscribe(id); }

private:
    class Access;

    template <class Op>
    std::invoke_result_t<Op &> executeNow(Op &operation);

    void watchBreaker();
    void countCall(Permit permit, Outcome outcome, std::optional<ErrorClass> error,
                   std::optional<Nanoseconds> latency);
    [[nodiscard]] TimePoint timeIf(bool needed) const { return needed ? m_clock.now() : TimePoint{}; }

    const std::string m_name;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    CircuitBreaker m_breaker;
    CircuitMeter m_meter = {};
    bool m_hasNews = false; ///< there is something to deliver
    Feed<TransitionRecord> m_feed;
};

template <class Op>
std::invoke_result_t<Op &> Circuit::executeNow(Op &operation)
{
    const auto permit = acquire();
    if (!permit)
        return tl::unexpected(failureOf(permit.error()));
    const TimePoint begun = m_clock.now();
    try {
        auto result = operation();
        recordResult(*permit, result ? nullptr : &result.error(), saturatingDifference(m_clock.now(), begun));
        return result;
    } catch (...) {
        const Failure failure = failureOf(std::current_exception());
        recordResult(*permit, &failure, saturatingDifference(m_clock.now(), begun));
        return tl::unexpected(failure);
    }
}

} // namespace fusebox::resilience
