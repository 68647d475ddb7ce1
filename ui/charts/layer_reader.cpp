// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/layer_reader.h"

namespace fusebox::ui {

namespace {

/// The rings there are, the finest first.
std::vector<const history::RollupRing *> ringsOf(const history::EndpointHistory &history)
{
    if (!history.fine)
        return {&history.hours};
    return {&history.fine->tenSeconds, &history.fine->minutes, &history.hours};
}

} // namespace

LayerPlan planLayers(const history::EndpointHistory &history, health::Nanoseconds columnWidth)
{
    LayerPlan plan;
    health::TimePoint finerFrom = health::TimePoint::max(); // what is chosen so far reaches back to here
    const std::vector<const history::RollupRing *> rings = ringsOf(history);
    if (rings.front()->step() > columnWidth || rings.front()->rollups().empty())
        finerFrom = plan.samplesFrom = history.samples.completeSince();
    for (std::size_t i = 0; i < rings.size(); ++i) {
        const bool isTooFine = i + 1 < rings.size() && rings[i + 1]->step() <= columnWidth &&
                               rings[i + 1]->completeSince() <= rings[i]->completeSince();
        if (isTooFine || rings[i]->completeSince() >= finerFrom)
            continue;
        plan.coarse.insert(plan.coarse.begin(), {rings[i], finerFrom});
        finerFrom = rings[i]->completeSince();
    }
    return plan;
}

} // namespace fusebox::ui
