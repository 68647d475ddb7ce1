// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core/health/values/events.h"

namespace fusebox::history {

/// A check as it was, for a person who wants to know why.
struct CheckRecord
{
    health::Moment at = {}; ///< when it ended
    health::CheckEvent check = {};
    int times = 1;             ///< more than one: checks in a row that were not made, for the same reason
    health::Moment first = {}; ///< when the first of them ended
};

/// The newest checks of one endpoint, oldest first; those in a row that were not made are one, so that they
/// do not push out what was answered. What peers sent is kept of failures only, and of that the first
/// `keptBytes` of the body and of the header fields each: a record is 1 to 6 KiB.
class CheckLog
{
public:
    static constexpr std::size_t most = 60;
    static constexpr qsizetype keptBytes = 2 * 1024;

    void add(const health::Moment &at, const health::CheckEvent &check);

    [[nodiscard]] const std::deque<CheckRecord> &records() const { return m_records; }
    /// How many there ever were: record i has the number ever() - records().size() + i.
    [[nodiscard]] std::uint64_t ever() const { return m_ever; }

private:
    std::deque<CheckRecord> m_records;
    std::uint64_t m_ever = 0;
};

/// Enough of a check to point at it.
struct CheckMark
{
    health::TimePoint at = {}; ///< when it ended
    int weight = 0;            ///< how much it tells
};
[[nodiscard]] CheckMark markOf(const CheckRecord &record);

/// Oldest first.
[[nodiscard]] std::vector<CheckMark> marksOf(const CheckLog &log);

/// Of those that ended in [from, to]; the newest of several that tell as much. None: none is kept.
[[nodiscard]] std::optional<health::TimePoint> mostTelling(const std::vector<CheckMark> &checks,
                                                           health::TimePoint from, health::TimePoint to);

} // namespace fusebox::history
