// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/history/record/time_shares.h"

namespace fusebox::history {

/// From `from` to before `to`, in times of day.
struct Stretch
{
    health::WallTime from = {};
    health::WallTime to = {};

    [[nodiscard]] milliseconds length() const { return std::max(to - from, milliseconds(0)); }
    [[nodiscard]] Stretch within(const Stretch &other) const
    {
        return {std::max(from, other.from), std::min(to, other.to)};
    }
    bool operator==(const Stretch &) const = default;
};

/// What is kept of how the time of a stretch was.
struct StoredShares
{
    Stretch stretch = {};
    TimeShares time = {};
};

/// Why there is nothing in a stretch: it was told as an event (a sleep, what was not stored).
struct KnownGap
{
    Stretch stretch = {};
    health::GapCause cause = health::GapCause::NotRunning;
};

/// How an endpoint was over a stretch. Never kinder than the truth: what nobody measured is neither up nor in
/// what the share is of.
struct StoredUptime
{
    Stretch known = {};   ///< of what was asked for, the part since the endpoint was first known
    TimeShares time = {}; ///< adds up to the length of `known`

    /// In [0, 1]; none if nothing was measured.
    [[nodiscard]] std::optional<double> upShare() const;
    [[nodiscard]] milliseconds measured() const { return time.measured(); }
    [[nodiscard]] milliseconds heldBack() const { return time.gap(health::GapCause::CircuitOpen); }
};

/// The lengths over which uptime is told, back from now.
inline constexpr std::array<milliseconds, 5> uptimeLengths{
    std::chrono::hours(1), std::chrono::hours(24), std::chrono::hours(24 * 7), std::chrono::hours(24 * 30),
    std::chrono::hours(24 * 365)};

struct UptimeOver
{
    milliseconds length{0};
    StoredUptime uptime = {};
};

/// Adds up what is stored. Of a body that holds more time than lies within `wanted` (it begins before, or a
/// clock was set back) the same shares are taken of what does. Time within `wanted` since `knownSince` that
/// no body speaks of is a gap: of the cause of a known gap, as far as one lies there, else Fusebox did not
/// run. `bodies` in the order of time, of stretches that do not overlap.
[[nodiscard]] StoredUptime storedUptime(const Stretch &wanted, health::WallTime knownSince,
                                        std::span<const StoredShares> bodies, std::span<const KnownGap> gaps);

} // namespace fusebox::history
