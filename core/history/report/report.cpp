// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/report/report.h"

#include "core/history/record/endpoint_account.h"

namespace fusebox::history {

using namespace std::chrono_literals;
using health::WallTime;

bool isToldInMinutes(const Stretch &stretch)
{
    return stretch.length() <= 48h;
}

/// One part fewer than there may be, since the first begins before the stretch does.
std::vector<Stretch> stripCells(const Stretch &stretch, int most)
{
    const milliseconds grain = isToldInMinutes(stretch) ? milliseconds(1min) : milliseconds(1h);
    const std::int64_t grains = (stretch.length() + grain - 1ms) / grain;
    const milliseconds length = grain * std::max<std::int64_t>((grains + most - 2) / (most - 1), 1);
    std::vector<Stretch> cells;
    for (WallTime begin = gridBegin(stretch.from, grain); begin < stretch.to; begin += length)
        cells.push_back(Stretch{begin, begin + length}.within(stretch));
    return cells;
}

StripCell stripCell(const TimeShares &time)
{
    const milliseconds heldBack = time.gap(health::GapCause::CircuitOpen);
    return {time.up, time.down, heldBack, time.total() - time.measured() - heldBack};
}

} // namespace fusebox::history
