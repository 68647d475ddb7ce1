// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <tl/expected.hpp>

#include "core/resilience/call_window.h"
#include "core/resilience/circuit_position.h"
#include "core/resilience/circuit_settings.h"
#include "core/resilience/circuit_state.h"
#include "core/resilience/failure_window.h"
#include "core/resilience/publisher.h"
#include "core/resilience/saved_circuit.h"
#include "core/resilience/transition_record.h"
#include "core/resilience/trip_rules.h"

namespace fusebox::resilience {

/// A reading of a circuit. Taking it changes nothing.
struct CircuitView
{
    CircuitState state = CircuitState::Closed;
    ForcedState forced = ForcedState::None;
    TimePoint since = {};                      ///< of the effective state
    std::optional<TimePoint> nextTrialAt = {}; ///< while open by the rules
    std::optional<TimePoint> forcedUntil = {}; ///< while forced open for a time
    WindowCounts window = {};
    int failuresInWindow = 0; ///< exact, counted up to failureThreshold
    int consecutiveFailures = 0;
    int trialSuccesses = 0; ///< while half-open
    int trialsRunning = 0;  ///< while half-open
    std::uint64_t generation = 0;
    CircuitSettings settings = {};
    RecentErrors lastErrors = {};                  ///< since it was closed last
    std::optional<TransitionRecord> lastTrip = {}; ///< the last transition to Open or ForcedOpen
};

[[nodiscard]] inline EffectiveState effectiveState(const CircuitView &view)
{
    return effectiveState(view.state, view.forced);
}

/// Whether a reset would change anything: it is not closed, or forced, or counts failures.
[[nodiscard]] bool canReset(const CircuitView &view);

/// How far a circuit is from opening: each rule that is on.
[[nodiscard]] std::vector<RuleReading> readRules(const CircuitView &view);

/// The few facts of a circuit that explain what it did to a call.
struct CircuitBrief
{
    EffectiveState state = EffectiveState::Closed;
    /// In the window: exact and counted up to failureThreshold where that rule is on, else those of the calls
    /// that rates are over. Trials are in no window.
    int failures = 0;
    std::optional<CountedError> lastFailure = {}; ///< that counted, since it was closed last
    std::optional<TimePoint> openedAt = {};       ///< while it is not closed: when it opened last, by a rule
                                                  ///< or by hand

    bool operator==(const CircuitBrief &) const = default;
};

[[nodiscard]] CircuitBrief briefOf(const CircuitView &view);

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
    EffectiveState state = EffectiveState::Open;
};

/// A circuit breaker as a pure machine: `now` comes in, decisions come out; `now` must not decrease between
/// calls. Open turns half-open by time, not by traffic. Allocates only when constructed, given a listener or
/// other settings. Thread: one at a time (no locks inside); see circuit.h for one to share.
class CircuitBreaker
{
public:
    using Listener = Publisher<TransitionRecord>::Listener;

    CircuitBreaker(const CircuitSettings &settings, TimePoint now);
    /// Takes up a saved circuit `elapsed` after it was saved: open and past its time is half-open, half-open
    /// is open and due at once. Anything may be in `saved`: what makes no sense is cut to what does.
    CircuitBreaker(const CircuitSettings &settings, const SavedCircuit &saved, Nanoseconds elapsed,
                   TimePoint now);

    /// Told of each transition, in order, after the circuit has reached its new state; may call back in,
    /// throw (to no effect) or replace itself.
    void setListener(Listener listener);

    [[nodiscard]] tl::expected<Permit, Rejection> acquire(TimePoint now)
    {
        advance(now);
        if (m_position.closed() && !m_position.forcedOpen())
            return Permit{m_position.generation(), false};
        return acquireWhileNotClosed(now);
    }
    /// A permit of an older generation changes nothing. `error` comes with Outcome::Failure; a failure of a
    /// class of which nothing is tracked is ignored; where single statuses are, who knows the status looks
    /// whether it is (trackErrors.contains(failure)). Gives what the call counts as; none if it came too late
    /// to count.
    std::optional<Outcome> record(Permit permit, Outcome outcome, std::optional<ErrorClass> error,
                                  TimePoint now);

    void reset(TimePoint now);     ///< by hand: closed, forced state lifted, window empty
    void forceOpen(TimePoint now); ///< by hand: rejects everything until reset or lift
    void forceOpen(TimePoint now, Nanoseconds duration); ///< the same, lifted by itself after `duration`
    void disable(TimePoint now);     ///< by hand: lets everything through, still counts; until reset or lift
    void measureOnly(TimePoint now); ///< by hand: the rules work, nothing is rejected; until reset or lift
    void lift(TimePoint now);        ///< by hand: the forced state ends, the computed state goes on
    // What it is already, it stays: calls under way keep their permits, trials go on.

    /// New settings from now on. The window's content is kept, as far as the new window reaches; the state is
    /// kept, with the time it was to last.
    void setSettings(const CircuitSettings &settings, TimePoint now);
    [[nodiscard]] const CircuitSettings &settings() const { return m_settings; }

    /// Takes the transitions that time alone has made due.
    void advance(TimePoint now)
    {
        if (m_position.isDue(now))
            takeDueSteps(now);
    }
    /// When advance() would next have something to do. While there is none, acquire() does not look at `now`.
    [[nodiscard]] const std::optional<TimePoint> &nextDeadline() const { return m_position.nextStepAt(); }
    /// False if record() of this outcome would not look at `now`.
    [[nodiscard]] bool needsTimeFor(Outcome outcome) const;

    /// The computed state alone.
    [[nodiscard]] CircuitState state(TimePoint now) const { return positionAt(now).computed(); }
    /// What it does to calls.
    [[nodiscard]] EffectiveState effective(TimePoint now) const { return positionAt(now).effective(); }
    [[nodiscard]] CircuitView view(TimePoint now) const;
    /// What briefOf() says of view(), at a fraction of the cost while nothing has failed.
    [[nodiscard]] CircuitBrief brief(TimePoint now) const
    {
        return isUntroubled() ? CircuitBrief{.state = m_position.effective()} : briefOf(view(now));
    }
    /// Closed, and nothing in the window has failed: brief() does not look at `now`.
    [[nodiscard]] bool isUntroubled() const
    {
        return m_position.closed() && !m_position.forcedOpen() && m_settings.failureThreshold > 0 &&
               m_failures.isEmpty() && m_errors.errors().empty();
    }
    [[nodiscard]] SavedCircuit save(TimePoint now) const;

    /// The transitions that advance() would tell of, without taking them. Gives where they would lead.
    template <class Visitor>
    CircuitPosition previewSteps(TimePoint now, Visitor visit) const
    {
        CircuitPosition position = m_position;
        for (auto before = position; const auto step = position.step(m_settings, now); before = position)
            visit(recordOf(before, position, causeOf(*step)));
        return position;
    }

private:
    enum class Window : std::uint8_t { Kept, Emptied };
    struct Cause
    {
        TransitionReason reason;
        TimePoint at;
        double actual = 0;
        double threshold = 0;
        IdleRounds passedOver = {};
    };
    [[nodiscard]] static Cause causeOf(const CircuitPosition::Step &step);

    [[nodiscard]] CircuitPosition positionAt(TimePoint now) const
    {
        return previewSteps(now, [](const TransitionRecord &) {});
    }
    void judgeTrials(TimePoint now);
    [[nodiscard]] tl::expected<Permit, Rejection> acquireWhileNotClosed(TimePoint now);
    void takeDueSteps(TimePoint now);
    void recordCall(Outcome outcome, std::optional<ErrorClass> error, TimePoint now);
    void recordTrial(Outcome outcome, std::optional<ErrorClass> error, TimePoint now);
    void noteFailure(std::optional<ErrorClass> error, TimePoint now);
    [[nodiscard]] bool canFire(Outcome outcome, std::uint32_t toCome) const;
    [[nodiscard]] Evidence evidence(TimePoint now) const;

    void tripByRules(TimePoint now);
    void trip(const Cause &cause);
    void close(const Cause &cause, CircuitPosition::Mode mode);
    void setMode(CircuitPosition::Mode mode, const Cause &cause);
    void moved(const CircuitPosition &before, const Cause &cause, Window window);
    [[nodiscard]] TransitionRecord recordOf(const CircuitPosition &before, const CircuitPosition &after,
                                            const Cause &cause) const;

    void restore(const SavedCircuit &saved, TimePoint now);
    void restoreWindows(const SavedCircuit &saved, TimePoint now);

    CircuitSettings m_settings;
    CircuitPosition m_position;
    RecentErrors m_errors = {};
    FailureWindow m_failures;
    CallWindow m_calls;
    bool m_rulesAreNew = false; ///< and have not been held against the calls in the window yet
    std::optional<TransitionRecord> m_lastTrip = {};
    std::unique_ptr<Publisher<TransitionRecord>> m_publisher = {};
};

} // namespace fusebox::resilience
