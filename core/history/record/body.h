// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "core/history/record/bucket_counts.h"
#include "core/history/record/time_shares.h"
#include "core/probe/contract/phases.h"

namespace fusebox::history {

inline constexpr std::size_t checkOutcomes = static_cast<std::size_t>(health::CheckOutcome::Fallback) + 1;
inline constexpr std::size_t errorClasses = static_cast<std::size_t>(resilience::ErrorClass::Count);
inline constexpr std::size_t phaseCount = static_cast<std::size_t>(probe::Phase::Count);

/// What was found out about one endpoint in a stretch of time; a WebSocket's checks are its pings, and each
/// loss is a failure. Bodies of stretches are added up exactly.
struct Body
{
    using Microseconds = std::chrono::duration<std::uint64_t, std::micro>;

    std::array<std::uint32_t, checkOutcomes> outcomes = {};   ///< by CheckOutcome
    std::array<std::uint32_t, errorClasses> errors = {};      ///< of what failed
    BucketCounts latencies = {};                              ///< of the answers, slow ones included
    std::uint8_t attempts = 0;                                ///< the most that one check took
    std::uint32_t measured = 0;                               ///< answers whose phases are in `phases`
    std::array<Microseconds, phaseCount> phases = {};         ///< added up
    std::array<BucketCounts, phaseCount> phaseLatencies = {}; ///< empty in what is kept of a minute
    TimeShares time = {};

    [[nodiscard]] std::uint32_t count(health::CheckOutcome outcome) const
    {
        return outcomes[static_cast<std::size_t>(outcome)];
    }
    [[nodiscard]] std::uint32_t &count(health::CheckOutcome outcome)
    {
        return outcomes[static_cast<std::size_t>(outcome)];
    }
    [[nodiscard]] std::uint32_t answered() const;
    [[nodiscard]] std::uint32_t failed() const;
    /// Those that were made and count.
    [[nodiscard]] std::uint32_t checks() const { return answered() + failed(); }
    [[nodiscard]] bool isEmpty() const { return *this == Body(); }

    Body &operator+=(const Body &other);
    bool operator==(const Body &) const = default;
};

/// An event as it counts in a body; `latency` and `phases` where it was an answer.
void countIn(Body &body, const health::Event &event);

} // namespace fusebox::history
