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
        , m_begin(-std::chrono::duration<double>(window.length).count())
    {
    }

    void add(double from, double to, EffectiveState state)
    {
        const StateBand band{std::max(from, m_begin), std::min(to, 0.0), state};
        if (band.from < band.to)
            m_bands.push_back(band);
    }

    [[nodiscard]] double x(TimePoint at) const { return m_window.secondsBeforeNow(at); }
    [[nodiscard]] double begin() const { return m_begin; }
    std::vector<StateBand> take() { return std::move(m_bands); }

private:
    const TimeWindow &m_window;
    double m_begin;
    std::vector<StateBand> m_bands;
};

} // namespace

std::vector<StateBand> stateBands(const std::deque<TransitionEntry> &transitions, EffectiveState current,
                                  TimePoint currentSince, const TimeWindow &window)
{
    Bands bands(window);
    if (transitions.empty()) {
        bands.add(bands.x(currentSince), 0, current);
        return bands.take();
    }
    bands.add(bands.begin(), bands.x(transitions.front().at.steady), transitions.front().record.from);
    for (std::size_t i = 0; i < transitions.size(); ++i) {
        const bool isLast = i + 1 == transitions.size();
        const double end = isLast ? 0 : bands.x(transitions[i + 1].at.steady);
        bands.add(bands.x(transitions[i].at.steady), end, transitions[i].record.to);
    }
    return bands.take();
}

} // namespace fusebox::ui
