// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include "core/history/sample_series.h"
#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

/// Paints the newest samples as bars on a true time axis that ends at `now`: latency as height (relative to
/// the tallest), slow ones in the colour of degraded, failures as full-height marks in vermillion, time
/// without a measurement as a gap. A bar stands for the time `perBar`.
void paintTrace(QPainter &painter, const QRectF &rect, const history::SampleSeries &series,
                health::TimePoint now, health::Nanoseconds perBar, const Colours &colours);

} // namespace fusebox::ui
