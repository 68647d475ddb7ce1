// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/state_bands.h"

#include <algorithm>

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;

class Bands
{
public:
    explicit Bands(const TimeWindow &window)
        : m_window(window)
    {
    }

    void add(health::TimePoint from, health::TimePoint to, EffectiveState state)
    {
        const StateBand band{std::max(m_window.share(from), 0.0), std::min(m_window.share(to), 1.0), state};
        if (band.from < band.to)
            m_bands.push_back(band);
    }

    std::vector<StateBand> take() { return std::move(m_bands); }

private:
    const TimeWindow &m_window;
    std::vector<StateBand> m_bands;
};

} // namespace

std::vector<StateBand> stateBands(const history::EndpointHistory &history, EffectiveState current,
                                  health::TimePoint currentSince, const TimeWindow &window,
                                  health::TimePoint now)
{
    Bands bands(window);
    const std::deque<history::TransitionEntry> &transitions = history.transitions;
    if (transitions.empty()) {
        bands.add(currentSince, now, current);
        return bands.take();
    }
    const history::TransitionEntry &oldest = transitions.front();
    if (history.since && !history.lacksTransitions)
        bands.add(*history.since, oldest.at.steady, oldest.record.from);
    for (std::size_t i = 0; i < transitions.size(); ++i) {
        const bool isLast = i + 1 == transitions.size();
        const health::TimePoint end = isLast ? now : transitions[i + 1].at.steady;
        bands.add(transitions[i].at.steady, end, transitions[i].record.to);
    }
    return bands.take();
}

} // namespace fusebox::ui
