// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/charts/latency_chart.h"

class QLabel;

namespace fusebox::ui {

/// The pings of a WebSocket one by one, as far back as each is kept, and its failures between them; above
/// them in words what is drawn. It is zoomed, moved and read like the latency chart, and apart from it.
class RoundTripChart final : public QWidget
{
    Q_OBJECT

public:
    /// How much it shows until somebody zooms; less while less is known.
    static constexpr health::Nanoseconds range = std::chrono::minutes(15);
    static_assert(range <= history::SampleSeries::maxAge);

    /// `focus` outlives it.
    RoundTripChart(const Theme &theme, MomentFocus &focus, QWidget *parent = nullptr);

    /// As of LatencyChart.
    void show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
              health::TimePoint now);
    void clear();

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// As of LatencyChart.
    void troublePicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);

private:
    void grow(const history::SharedHistory &history, health::TimePoint now);
    void tellWhatIsDrawn();

    QLabel *m_summary = nullptr;
    LatencyChart *m_chart = nullptr;
    health::Nanoseconds m_given{0}; ///< the range, unless somebody has chosen another
    settings::EndpointId m_endpoint;
};

} // namespace fusebox::ui
