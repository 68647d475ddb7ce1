// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/stored_uptime.h"

#include <algorithm>
#include <cmath>

namespace fusebox::history {

using health::GapCause;
using health::WallTime;

namespace {

/// The largest share, which does not notice what rounding leaves.
milliseconds &largest(TimeShares &time)
{
    milliseconds &state = time.up < time.down ? time.down : time.up;
    milliseconds &gap = *std::ranges::max_element(time.gaps);
    return state < gap ? gap : state;
}

/// The same shares of `length`, which is shorter.
TimeShares scaled(const TimeShares &of, milliseconds length)
{
    const double share = static_cast<double>(length.count()) / static_cast<double>(of.total().count());
    const auto part = [share](milliseconds whole) {
        return milliseconds(std::llround(std::floor(static_cast<double>(whole.count()) * share)));
    };
    TimeShares result{.up = part(of.up), .down = part(of.down)};
    std::ranges::transform(of.gaps, result.gaps.begin(), part);
    largest(result) += length - result.total();
    return result;
}

/// As much of it as `length` has room for.
TimeShares cut(const TimeShares &time, milliseconds length)
{
    return time.total() <= length ? time : scaled(time, length);
}

/// Of the time of `stretch` that nobody speaks of, what each gap explains.
void explain(const Stretch &stretch, milliseconds rest, std::span<const KnownGap> gaps, TimeShares &time)
{
    for (const KnownGap &gap : gaps) {
        if (rest <= milliseconds(0))
            return;
        const milliseconds explained = std::min(rest, gap.stretch.within(stretch).length());
        time.gap(gap.cause) += explained;
        rest -= explained;
    }
    time.gap(GapCause::NotRunning) += rest;
}

} // namespace

std::optional<double> StoredUptime::upShare() const
{
    if (measured() <= milliseconds(0))
        return {};
    return static_cast<double>(time.up.count()) / static_cast<double>(measured().count());
}

StoredUptime storedUptime(const Stretch &wanted, WallTime knownSince, std::span<const StoredShares> bodies,
                          std::span<const KnownGap> gaps)
{
    StoredUptime result{.known = wanted.within({knownSince, wanted.to})};
    const Stretch &known = result.known;
    WallTime reached = known.from;
    for (const StoredShares &body : bodies) {
        const Stretch stretch = body.stretch.within({reached, known.to});
        if (stretch.length() <= milliseconds(0))
            continue;
        const Stretch before{reached, stretch.from};
        explain(before, before.length(), gaps, result.time);
        const TimeShares shares = cut(body.time, stretch.length());
        result.time += shares;
        explain(stretch, stretch.length() - shares.total(), gaps, result.time);
        reached = stretch.to;
    }
    const Stretch after{reached, known.to};
    explain(after, after.length(), gaps, result.time);
    return result;
}

} // namespace fusebox::history
