// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/trace_painter.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <QPainter>

namespace fusebox::ui {

namespace {

constexpr int barPitch = 3; ///< pixels from one bar to the next
constexpr int barWidth = 2;
constexpr qreal lowestBar = 2; ///< so that a quick answer is still seen

/// All samples of one bar: its worst, so that nothing bad is hidden.
struct Bar
{
    health::Nanoseconds latency{0};
    bool any = false;
    bool slow = false;
    bool failed = false;

    void add(const history::Sample &sample)
    {
        any = any || sample.kind != history::Sample::Kind::Break;
        slow = slow || sample.kind == history::Sample::Kind::Slow;
        failed = failed || sample.kind == history::Sample::Kind::Failure;
        latency = std::max(latency, sample.latency);
    }
};

/// Bars are counted on a grid fixed in time, the last one holding `now`.
std::vector<Bar> barsOf(const history::SampleSeries &series, health::TimePoint now, health::Nanoseconds width,
                        int count)
{
    const long long last = now.time_since_epoch() / width;
    std::vector<Bar> bars(static_cast<std::size_t>(count));
    for (auto sample = series.since(now - width * count); sample != series.samples().end(); ++sample) {
        const long long bar = count - 1 - (last - sample->at.time_since_epoch() / width);
        if (bar >= 0 && bar < count)
            bars[static_cast<std::size_t>(bar)].add(*sample);
    }
    return bars;
}

/// The latency of a full bar: the highest one, but twice the usual at least, so that a steady endpoint shows
/// a low and even line rather than a wall.
health::Nanoseconds fullHeight(const std::vector<Bar> &bars)
{
    std::vector<health::Nanoseconds> latencies;
    for (const Bar &bar : bars) {
        if (bar.latency > health::Nanoseconds(0))
            latencies.push_back(bar.latency);
    }
    if (latencies.empty())
        return health::Nanoseconds(1);
    const auto middle = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 2);
    std::nth_element(latencies.begin(), middle, latencies.end());
    return std::max(*middle * 2, *std::max_element(middle, latencies.end()));
}

void paintBar(QPainter &painter, const QRectF &slot, const Bar &bar, health::Nanoseconds full,
              const Colours &colours)
{
    if (bar.failed) {
        painter.fillRect(slot, colours.of(health::Status::Unhealthy).fill);
        return;
    }
    const qreal share = static_cast<double>(bar.latency.count()) / static_cast<double>(full.count());
    const qreal height = std::round(lowestBar + (slot.height() - lowestBar) * share);
    const QColor &fill = bar.slow ? colours.of(health::Status::Degraded).fill : colours.trace;
    painter.fillRect(QRectF(slot.left(), slot.bottom() - height, slot.width(), height), fill);
}

} // namespace

void paintTrace(QPainter &painter, const QRectF &rect, const history::SampleSeries &series,
                health::TimePoint now, health::Nanoseconds perBar, const Colours &colours)
{
    const int count = static_cast<int>(rect.width()) / barPitch;
    if (count <= 0)
        return;
    const std::vector<Bar> bars = barsOf(series, now, perBar, count);
    const health::Nanoseconds full = fullHeight(bars);
    QRectF slot(rect.right() - count * barPitch + 1, rect.top(), barWidth, rect.height());
    for (const Bar &bar : bars) {
        if (bar.any)
            paintBar(painter, slot, bar, full, colours);
        slot.translate(barPitch, 0);
    }
}

} // namespace fusebox::ui
