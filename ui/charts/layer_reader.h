// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "core/history/endpoint_history.h"
#include "ui/charts/time_window.h"

namespace fusebox::ui {

/// The layers that serve a window, the coarsest first, and the time up to which each does: from there on a
/// finer one is complete.
struct LayerPlan
{
    struct Part
    {
        const history::RollupRing *ring;
        health::TimePoint until;
    };
    std::vector<Part> coarse = {};
    health::TimePoint samplesFrom = health::TimePoint::max(); ///< from here on, single samples
};

[[nodiscard]] LayerPlan planLayers(const history::EndpointHistory &history, health::Nanoseconds columnWidth);

/// Calls `visit(rollup, from, to)` for the roll-ups within a window and `visit(sample, phases)` for the
/// samples, in the order of time. The last roll-up before a finer layer ends where that begins, though it
/// counts more.
template <typename Visitor>
void readLayers(const history::EndpointHistory &history, const TimeWindow &window, Visitor &visit)
{
    const LayerPlan plan = planLayers(history, window.columnWidth());
    health::TimePoint from = window.from;
    for (const auto &[ring, until] : plan.coarse) {
        const health::TimePoint end = std::min(until, window.to());
        if (from >= end) // a roll-up may straddle both and yet have nothing to add
            continue;
        for (auto r = ring->since(from); r != ring->rollups().end() && r->begin < end; ++r)
            visit(*r, r->begin, std::min(r->begin + ring->step(), end));
        from = std::max(from, until);
    }
    from = std::max(window.from, plan.samplesFrom);
    static const std::deque<history::PhaseSample> none;
    const auto &phases = history.fine ? history.fine->phases : none;
    auto phase = std::ranges::lower_bound(phases, from, {}, &history::PhaseSample::at);
    const auto end = history.samples.samples().end();
    for (auto sample = history.samples.since(from); sample != end && sample->at <= window.to(); ++sample) {
        while (phase != phases.end() && phase->at < sample->at)
            ++phase;
        const bool hasPhases = phase != phases.end() && phase->at == sample->at;
        visit(*sample, hasPhases ? &phase->phases : nullptr);
    }
}

} // namespace fusebox::ui
