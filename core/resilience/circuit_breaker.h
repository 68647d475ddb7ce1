// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "core/resilience/failure.h"
#include "core/resilience/failure_window.h"
#include "core/resilience/time_window.h"
#include "core/resilience/window_counts.h"

namespace fusebox::resilience {

/// What the rules alone would say.
enum class CircuitState : std::uint8_t { Closed, HalfOpen, Open };

/// What a person has said by hand, apart from the computed state.
enum class ForcedState : std::uint8_t { None, ForcedOpen, Disabled };

/// What a circuit does to calls: a forced state if there is one, else the computed one. Names of events and
/// of the UI.
enum class EffectiveState : std::uint8_t { Closed, HalfOpen, Open, ForcedOpen, Disabled };

struct CircuitSettings
{
    int failureThreshold = 5;    ///< failures within failureWindow that open; 0: rule off
    int consecutiveFailures = 0; ///< failures in a row that open; 0: rule off
    double failureRate = 0.0;    ///< share of calls in (0, 1] that opens; 0: rule off
    int minimumCalls = 10;       ///< below it the failure rate is unknown
    Nanoseconds failureWindow = std::chrono::seconds(60);   ///< > 0
    Nanoseconds recoveryTimeout = std::chrono::seconds(30); ///< > 0: open lasts exactly this
    int successThreshold = 2;                               ///< trial successes that close, >= 1
    int trialCalls = 1;                                     ///< trial calls at once while half-open, >= 1
    Nanoseconds trialTimeout =
        std::chrono::seconds(60); ///< half-open without a verdict for this long reopens

    bool operator==(const CircuitSettings &) const = default;
};

/// Why a transition happened.
enum class TransitionReason : std::uint8_t {
    FailuresInWindow,    ///< actual, threshold: failures
    ConsecutiveFailures, ///< actual, threshold: failures
    FailureRate,         ///< actual, threshold: share in [0, 1]
    RecoveryTimeElapsed, ///< open -> half-open
    TrialsSucceeded,     ///< actual, threshold: successes
    TrialFailed,
    TrialTimedOut,
    ManualReset,
    ManualForceOpen,
    ManualDisable
};

/// A frozen record of one transition: what a person needs to understand it.
struct TransitionRecord
{
    EffectiveState from = EffectiveState::Closed;
    EffectiveState to = EffectiveState::Closed;
    TransitionReason reason = TransitionReason::ManualReset;
    TimePoint at = {};
    double actual = 0; ///< unit: see TransitionReason
    double threshold = 0;
    WindowCounts window = {}; ///< as it was when the rule fired
    Nanoseconds windowLength = {};
    std::optional<ErrorClass> lastError = {};  ///< of the last failure counted
    std::optional<TimePoint> nextTrialAt = {}; ///< when `to` is Open
    std::uint64_t generation = 0;              ///< after the transition

    bool operator==(const TransitionRecord &) const = default;
};

/// A reading of a circuit. Taking it changes nothing.
struct CircuitView
{
    CircuitState state = CircuitState::Closed;
    ForcedState forced = ForcedState::None;
    TimePoint since = {};                      ///< of the effective state
    std::optional<TimePoint> nextTrialAt = {}; ///< while open by the rules
    WindowCounts window = {};
    int consecutiveFailures = 0;
    int trialSuccesses = 0; ///< while half-open
    int trialsRunning = 0;  ///< while half-open
    std::uint64_t generation = 0;
    CircuitSettings settings = {};
    std::optional<TransitionRecord> lastTrip = {}; ///< the last transition to Open or ForcedOpen
};

[[nodiscard]] EffectiveState effectiveState(CircuitState state, ForcedState forced);
[[nodiscard]] inline EffectiveState effectiveState(const CircuitView &view)
{
    return effectiveState(view.state, view.forced);
}

/// The right to one call. Hand it back through record() exactly once, however the call ends.
struct Permit
{
    std::uint64_t generation = 0;
    bool trial = false;
};

/// No permit: the circuit is open, forced open, or all its trial calls are running.
struct Rejection
{
    /// Until the next trial; while all trials run, until they have a verdict at the latest. None when only a
    /// person can end it.
    std::optional<Nanoseconds> retryIn = {};
};

/// A circuit breaker as a pure machine: `now` comes in, decisions come out; `now` must not decrease between
/// calls. Open turns half-open by time, not by traffic. Thread: one at a time (no locks inside).
class CircuitBreaker
{
public:
    using Listener = std::function<void(const TransitionRecord &)>;

    CircuitBreaker(const CircuitSettings &settings, TimePoint now);

    /// Told of each transition, in order, after the circuit has reached its new state; may call back in.
    void setListener(Listener listener);

    [[nodiscard]] tl::expected<Permit, Rejection> acquire(TimePoint now);
    /// A permit of an older generation changes nothing. `error` comes with Outcome::Failure.
    void record(Permit permit, Outcome outcome, std::optional<ErrorClass> error, TimePoint now);

    void reset(TimePoint now);     ///< by hand: closed, forced state lifted, window empty
    void forceOpen(TimePoint now); ///< by hand: rejects everything until reset
    void disable(TimePoint now);   ///< by hand: lets everything through, still counts; until reset

    /// Takes the transitions that time alone has made due.
    void advance(TimePoint now);
    /// When advance() would next have something to do.
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;

    [[nodiscard]] CircuitView view(TimePoint now) const;

private:
    struct Closed
    {
        int consecutiveFailures = 0;
    };
    struct Open
    {
        TimePoint until;
    };
    struct HalfOpen
    {
        TimePoint deadline;
        int running = 0;
        int successes = 0;
    };
    using State = std::variant<Closed, Open, HalfOpen>;

    /// What time alone moves: small enough to be copied, so that view() can look ahead without changing it.
    struct Position
    {
        State state = Closed{};
        ForcedState forced = ForcedState::None;
        TimePoint since = {};
        std::uint64_t generation = 0;
        std::optional<TransitionRecord> lastTrip = {};
    };

    [[nodiscard]] static EffectiveState effective(const Position &position);
    [[nodiscard]] TransitionRecord move(Position &position, State state, ForcedState forced,
                                        TransitionRecord why) const;
    [[nodiscard]] std::optional<TransitionRecord> stepByTime(Position &position, TimePoint now) const;
    void skipIdleRounds(Position &position, TimePoint now) const;

    void transition(State state, ForcedState forced, const TransitionRecord &why);
    void publish(const TransitionRecord &record);
    void deliver(const TransitionRecord &record) const;

    void recordCall(Outcome outcome, TimePoint now);
    void recordTrial(Outcome outcome, TimePoint now);
    [[nodiscard]] std::optional<TransitionRecord> firedRule(TimePoint now) const;
    void close(ForcedState forced, const TransitionRecord &why);
    void open(const TransitionRecord &why);

    CircuitSettings m_settings;
    Position m_position;
    std::optional<ErrorClass> m_lastError = {};
    FailureWindow m_failures;
    TimeWindow m_window;
    std::shared_ptr<const Listener> m_listener = {};
    std::vector<TransitionRecord> m_pending = {}; ///< made by a listener that called back in
    bool m_publishing = false;
};

} // namespace fusebox::resilience
