// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/pipeline.h"
#include "core/resilience/policy_event.h"
#include "core/resilience/timeout.h"

namespace fusebox::resilience {

/// What becomes of a call on its way through a pipeline.
struct CallReport
{
    Trace trace = {};
    int attempts = 0;            ///< of the primary operation
    Nanoseconds totalDelay = {}; ///< waited between attempts
    /// Of each attempt that failed, alternatives included; an unwanted value is a failure of class assertion.
    std::vector<Failure> errors = {};
    std::optional<Failure> originalError = {}; ///< why there was a fallback
    /// The pipeline's circuit when the call was over; none: it has none. Times are those of its clock.
    std::optional<CircuitBrief> circuit = {};
};

/// One call through a pipeline, as a pure machine: events and `now` come in, what is to be done next comes
/// out. It runs no operation and keeps no timer: whoever drives it does, and asks again (resume) at
/// nextDeadline(), and when its waker is called. Callbacks of policies and listeners of the circuit may
/// cancel the call they are told of: that takes effect when the step they run in is over. They must not
/// destroy it. Thread: one at a time; the waker, from any.
class PipelineCall
{
public:
    /// What only the one who drives the call can know.
    class Host
    {
    public:
        virtual ~Host() = default;
        /// What there is to fall back on, asked after a failure.
        [[nodiscard]] virtual FallbackOptions fallbacks(TimePoint now) const = 0;
        /// For queues in which the call waits.
        [[nodiscard]] virtual Waker waker() const = 0;
        /// Who is told of retries, rejections and fallbacks; null: nobody. Lasts as long as the call.
        [[nodiscard]] virtual const PolicyHook *hook() const { return nullptr; }
    };

    /// Run the operation, or an alternative, and tell of its end. Whatever attempt ran before is over.
    struct StartAttempt
    {
        int number;                          ///< 1-based
        std::optional<int> alternative = {}; ///< 0-based; none: the primary
        std::optional<Deadline> deadline = {};
        bool trial = false; ///< of a half-open circuit
    };
    /// Wait for an event; if an attempt runs, let it.
    struct Wait
    {
    };
    /// The call is over; an attempt that still runs has been given up.
    struct Finish
    {
        Source source = Source::Primary;     ///< of the value; if the last attempt's: Primary, Alternative
        std::optional<Failure> failure = {}; ///< set: there is no value
    };
    using Next = std::variant<Wait, StartAttempt, Finish>;

    enum class Ended : std::uint8_t {
        Wanted,
        Unwanted, ///< a value that the caller's predicate refuses is retried
        Slow      ///< wanted, and counts as slow whatever time it took
    };

    /// All must outlive the call.
    PipelineCall(const Pipeline &pipeline, const CallTraits &traits, const Host &host);
    /// Gives back what it holds; see cancel().
    ~PipelineCall();
    PipelineCall(const PipelineCall &) = delete;
    PipelineCall &operator=(const PipelineCall &) = delete;

    [[nodiscard]] Next start(TimePoint now);
    /// Told after the attempt's deadline, it has timed out all the same.
    /// `wished`: how long the peer of an unwanted value wants to be left alone (Retry-After).
    [[nodiscard]] Next attemptSucceeded(Ended ended, TimePoint now, Nanoseconds wished = {});
    [[nodiscard]] Next attemptFailed(const Failure &failure, TimePoint now);
    [[nodiscard]] Next resume(TimePoint now);
    /// The caller gives up: everything held is given back, nothing more begins.
    [[nodiscard]] Next cancel(TimePoint now);

    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
    [[nodiscard]] bool attemptRuns() const { return std::holds_alternative<Running>(m_state); }
    [[nodiscard]] bool isOver() const { return std::holds_alternative<Over>(m_state); }
    [[nodiscard]] const CallReport &report() const { return m_report; }

private:
    struct Entering
    {
    };
    struct ForToken
    {
        RateLimiter::Ticket ticket;
        TimePoint since;
        TimePoint until;
    };
    struct ForPlace
    {
        Bulkhead::Ticket ticket;
        TimePoint since;
        std::optional<TimePoint> until;
    };
    struct ForRetry
    {
        TimePoint until;
        std::optional<Failure> failure; ///< of the attempt before; none: it was unwanted
    };
    struct Running
    {
        TimePoint since;
        std::optional<int> alternative;
    };
    struct Over
    {
    };
    using State = std::variant<Entering, ForToken, ForPlace, ForRetry, Running, Over>;
    enum class Entry : std::uint8_t { Entered, Waits, Refused };

    template <class Step>
    Next take(Step step, TimePoint now);

    // Inwards.
    Next proceed(TimePoint now);
    Entry enter(const FallbackLayer &layer, TimePoint now);
    Entry enter(const TotalTimeoutLayer &layer, TimePoint now);
    Entry enter(const RateLimitLayer &layer, TimePoint now);
    Entry enter(const BulkheadLayer &layer, TimePoint now);
    Entry enter(const CircuitLayer &layer, TimePoint now);
    Entry enter(const RetryLayer &layer, TimePoint now);
    Entry enter(const AttemptTimeoutLayer &layer, TimePoint now);
    Entry refuse(RejectedBy by, Policy policy, std::optional<Nanoseconds> retryIn, TimePoint now);
    Next claimToken(ForToken waiting, TimePoint now);
    Next takePlace(ForPlace waiting, TimePoint now);
    Next retryNow(ForRetry waiting, TimePoint now);
    Next refusePlace(TimePoint now);
    Next goOn(TimePoint now);
    Next run(std::optional<int> alternative, TimePoint now);

    // Outwards: a layer may turn the call around.
    Next settle(TimePoint now);
    std::optional<Next> leave(const FallbackLayer &layer, TimePoint now);
    std::optional<Next> leave(const TotalTimeoutLayer &layer, TimePoint now);
    std::optional<Next> leave(const RateLimitLayer &layer, TimePoint now);
    std::optional<Next> leave(const BulkheadLayer &layer, TimePoint now);
    std::optional<Next> leave(const CircuitLayer &layer, TimePoint now);
    std::optional<Next> leave(const RetryLayer &layer, TimePoint now);
    std::optional<Next> leave(const AttemptTimeoutLayer &layer, TimePoint now);
    Next tryAlternative(int index, TimePoint now);
    std::optional<Next> fallBack(Source source, TimePoint now);
    void tellFallback(TimePoint now);
    Retry::Decision decideRetry(const RetryLayer &layer, TimePoint now);
    Retry::Decision drawRetry(TimePoint now);
    void giveUpRetrying(GiveUpReason reason, TimePoint now);
    [[nodiscard]] bool circuitForbids(Nanoseconds delay, TimePoint now) const;
    [[nodiscard]] bool retriesAreOver(TimePoint now) const { return m_retriesEnd && now >= *m_retriesEnd; }
    Next finish();

    // Cut short.
    std::optional<Next> endWhatIsDue(const Failure *told, TimePoint now);
    Next timeOut(Policy policy, TimeoutScope scope, const Failure *told, TimePoint now);
    Next giveUp(TimePoint now);
    void stopWaiting(TimePoint now);
    void noteWaited(Policy policy, TimePoint since, TimePoint now);
    void abandon(std::size_t depth, TimePoint now);

    void note(TraceEntry entry) { m_report.trace.push_back(entry); }
    void noteAndTell(const TraceEntry &entry, const Failure &why);
    void attemptOver(const Failure *failure, TimePoint now);
    [[nodiscard]] std::optional<Deadline> deadline() const;

    const Pipeline &m_pipeline;
    const CallTraits m_traits;
    const Host &m_host;
    State m_state = Entering{};
    std::size_t m_depth = 0; ///< layers entered
    Timeout m_timeout = {};
    std::optional<Retry> m_retry = {};
    std::optional<TimePoint> m_retriesEnd = {}; ///< by the retry's total time
    std::size_t m_lastError = 0; ///< of the attempt before this one: its place in the report, from 1
    std::optional<Permit> m_permit = {};
    TimePoint m_permitSince = {};
    Nanoseconds m_notThePeers =
        {};                ///< since the permit was given: delays before, waits for tokens and places
    bool m_hasRun = false; ///< the operation, since the permit was given
    Fallback m_fallback = Fallback{};
    std::optional<Failure> m_failure = {}; ///< what goes outwards; none: a value
    bool m_unwanted = false;
    bool m_isSlow = false;
    Nanoseconds m_wished = {}; ///< of that unwanted value
    Source m_source = Source::Primary;
    TimePoint m_lastNow = {};
    bool m_busy = false;         ///< a step is being taken: what comes in now is only noted
    bool m_cancelWanted = false; ///< noted so
    CallReport m_report = {};
};

} // namespace fusebox::resilience
