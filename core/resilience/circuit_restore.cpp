// SPDX-License-Identifier: GPL-3.0-or-later
// How a circuit takes up what it was before: saved and restored, or given other settings.
#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "core/resilience/circuit_breaker.h"

namespace fusebox::resilience {

namespace {

/// What a file says is bounded here: a count of calls that no window holds, and times that run backwards.
constexpr std::uint32_t kMostCallsAtOnce = 1'000'000;
constexpr std::int64_t kMostReopenings = 1'000'000;
constexpr int kMostFailuresInARow = 1'000'000;
constexpr Nanoseconds kLongestSince = std::chrono::days(36'500);
constexpr std::uint64_t kEachOfThem = std::numeric_limits<std::uint64_t>::max();

CircuitPosition::Mode modeFor(const SavedCircuit &saved)
{
    switch (saved.forced) {
    case ForcedState::ForcedOpen: return ForcedOpenMode{saved.forcedUntil};
    case ForcedState::Disabled: return DisabledMode{};
    case ForcedState::MeasureOnly: return MeasureOnlyMode{};
    case ForcedState::None: break;
    }
    return Enforced{};
}

PastCalls bounded(PastCalls calls)
{
    for (auto &count : calls.counts.byOutcome)
        count = std::min(count, kMostCallsAtOnce);
    return calls;
}

/// The failures known, and before them those that the calls know of: the last so many, oldest first. No more
/// than these are ever written down, however many the calls know of.
std::vector<TimePoint> withOlder(const std::vector<TimePoint> &known, const std::vector<PastCalls> &calls,
                                 std::size_t most)
{
    std::vector<TimePoint> newestFirst(known.rbegin(), known.rend());
    std::size_t areKnown = known.size(); // of the calls, the newest
    for (auto past = calls.rbegin(); past != calls.rend(); ++past) {
        const std::size_t failures = past->counts.failures();
        const std::size_t older = failures - std::min(failures, areKnown);
        areKnown -= failures - older;
        newestFirst.insert(newestFirst.end(), std::min(older, most - std::min(most, newestFirst.size())),
                           past->at);
    }
    newestFirst.resize(std::min(newestFirst.size(), most));
    return {newestFirst.rbegin(), newestFirst.rend()};
}

/// The calls that a window of the last `most` can hold: a file may tell of any number.
std::span<const PastCalls> newestOf(const std::vector<PastCalls> &calls, std::uint64_t most)
{
    std::uint64_t held = 0;
    std::size_t first = calls.size();
    while (first > 0 && held < most) {
        const WindowCounts counts = bounded(calls[--first]).counts;
        held += counts.total();
    }
    return std::span(calls).subspan(first);
}

} // namespace

CircuitBreaker::CircuitBreaker(const CircuitSettings &settings, const SavedCircuit &saved,
                               Nanoseconds elapsed, TimePoint now)
    : CircuitBreaker(settings, now)
{
    const auto savedAt = saturatingAdd(now, -std::max(elapsed, Nanoseconds::zero()));
    restore(shifted(saved, saturatingDifference(savedAt, saved.savedAt)), now);
}

void CircuitBreaker::restore(const SavedCircuit &saved, TimePoint now)
{
    const auto reopenings = std::clamp<std::int64_t>(saved.reopenings, 0, kMostReopenings);
    CircuitPosition::State state = ClosedState{std::clamp(saved.consecutiveFailures, 0, kMostFailuresInARow)};
    if (saved.state != CircuitState::Closed) {
        const bool halfOpen = saved.state == CircuitState::HalfOpen;
        const auto until = halfOpen ? now : saved.openUntil.value_or(now);
        state = OpenState{std::clamp(until, now, saturatingAdd(now, openTime(m_settings, reopenings)))};
    }
    // One generation on: permits of the saved circuit are void.
    m_position = {state, modeFor(saved), std::clamp(saved.since, saturatingAdd(now, -kLongestSince), now),
                  saved.generation + 1, reopenings};
    restoreWindows(saved, now);
    m_rulesAreNew = true;
    m_errors = saved.lastErrors;
    m_lastTrip = saved.lastTrip;
}

void CircuitBreaker::restoreWindows(const SavedCircuit &saved, TimePoint now)
{
    // Not before the window begins: what was older is out there, and no further back can be reckoned with.
    const auto oldest = saturatingAdd(now, -m_settings.failureWindow);
    auto last = oldest;
    // The last calls, whenever they were, say nothing about a time.
    const bool haveTimes = saved.rateCalls == 0 || m_settings.rateCalls > 0;
    const std::uint64_t most = m_settings.rateCalls > 0 ? std::uint64_t(m_settings.rateCalls) : kEachOfThem;
    for (const PastCalls &calls : newestOf(saved.calls, haveTimes ? most : 0)) {
        last = std::clamp(calls.at, last, now);
        m_calls.add(bounded({last, calls.counts}));
    }
    last = oldest;
    for (const TimePoint failure : saved.failures) {
        last = std::clamp(failure, last, now);
        m_failures.add(last);
    }
}

SavedCircuit CircuitBreaker::save(TimePoint now) const
{
    const CircuitView current = view(now);
    return {.savedAt = now,
            .state = current.state,
            .openUntil = current.nextTrialAt,
            .forced = current.forced,
            .forcedUntil = current.forcedUntil,
            .since = current.since,
            .reopenings = positionAt(now).reopenings(),
            .consecutiveFailures = current.consecutiveFailures,
            .generation = current.generation,
            .rateCalls = m_settings.rateCalls,
            .calls = m_calls.content(now),
            .failures = m_failures.content(now),
            .lastErrors = m_errors,
            .lastTrip = current.lastTrip};
}

void CircuitBreaker::setSettings(const CircuitSettings &settings, TimePoint now)
{
    advance(now);
    const CircuitSettings before = std::exchange(m_settings, sanitized(settings));
    SavedCircuit windows{
        .rateCalls = before.rateCalls, .calls = m_calls.content(now), .failures = m_failures.content(now)};
    // A full row of failures has forgotten older ones that a higher threshold asks for; the calls know them,
    // if by time.
    const bool mayHaveForgotten = std::cmp_greater_equal(windows.failures.size(), before.failureThreshold);
    if (before.rateCalls == 0 && mayHaveForgotten && before.failureThreshold < m_settings.failureThreshold)
        windows.failures =
            withOlder(windows.failures, windows.calls, static_cast<std::size_t>(m_settings.failureThreshold));
    m_failures =
        FailureWindow(static_cast<std::size_t>(m_settings.failureThreshold), m_settings.failureWindow);
    m_calls = CallWindow(m_settings.rateCalls, m_settings.failureWindow);
    restoreWindows(windows, now);
    m_rulesAreNew = true;
    judgeTrials(now);
}

} // namespace fusebox::resilience
