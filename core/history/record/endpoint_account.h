// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/history/record/body.h"
#include "core/history/uptime.h"

namespace fusebox::history {

/// The shortest stretch of which a body is kept, on a grid of the time of day.
inline constexpr milliseconds slotLength = std::chrono::seconds(10);

/// Where the stretch of `length` begins that `at` is in.
[[nodiscard]] constexpr health::WallTime gridBegin(health::WallTime at, milliseconds length)
{
    const auto since = at.time_since_epoch();
    const auto rest = since % length;
    return at - (rest < milliseconds(0) ? rest + length : rest);
}

/// A body and when its slot begins.
struct SlotBody
{
    health::WallTime slot = {};
    Body body = {};

    bool operator==(const SlotBody &) const = default;
};

/// What becomes of one endpoint: each millisecond of the time since it was known is shared out once, and each
/// check counted in the slot that it ended in. What was found speaks for the time until the next finding, but
/// no longer than it holds; what comes after that is a gap. Times of day, which never go back but by move().
/// Thread: one at a time.
class EndpointAccount
{
public:
    explicit EndpointAccount(health::WallTime known)
        : m_sharedTo(known)
        , m_until(known)
    {
    }

    void setHold(milliseconds hold) { m_hold = hold; }
    /// From `at` on nothing is measured, for a reason that no event tells.
    void beginGap(health::WallTime at, health::GapCause cause);
    void add(health::WallTime at, const health::Event &event);
    /// Shares out the time until then.
    void advance(health::WallTime to);
    /// The clock was set, or the machine slept: what was now is later, or earlier, by so much.
    void move(milliseconds by);

    /// What has come since it was asked the last time, the oldest slot first.
    [[nodiscard]] std::vector<SlotBody> take();

private:
    using Finding = Uptime::Finding;

    Body &bodyAt(health::WallTime at);
    void share(health::WallTime to, milliseconds TimeShares::*state);
    void share(health::WallTime to, health::GapCause cause);
    template <typename Part>
    void shareOut(health::WallTime to, Part part);
    void noteGap(const health::Event &event, const std::optional<health::GapCause> &cause);

    health::WallTime m_sharedTo;
    health::WallTime m_until; ///< what was found speaks for
    milliseconds m_hold{0};
    Finding m_finding = Finding::Nothing;
    health::GapCause m_cause = health::GapCause::Silent; ///< of time for which nothing found speaks
    std::vector<SlotBody> m_bodies;
};

} // namespace fusebox::history
