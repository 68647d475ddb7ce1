// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "ui/charts/plot_content.h"

namespace fusebox::ui {

/// The threshold beside its line, or at the upper edge of a chart that ends below it: "↑ slow above 1 s".
[[nodiscard]] QString slowAfterPhrase(health::Nanoseconds slowAfter, bool isBeyond);
/// Said of a beat whose checks are rolled up.
[[nodiscard]] QString notKeptPhrase();

/// What a chart or a strip shows at a share of its window, for a person who points there: when, and the exact
/// figures of the nearest column, or why nothing was measured. Plain text, a few short lines.
[[nodiscard]] QStringList momentText(const PlotContent &content, double share,
                                     const history::EndpointHistory &history, health::TimePoint now);

/// All that a chart shows, for who cannot see it: "295 answered, 3 failed; 2.0 ms to 31 ms".
[[nodiscard]] QString summaryText(const PlotContent &content);

/// The column nearest to a share of the window; null if there is none, or a gap lies there.
[[nodiscard]] const ChartColumn *columnAt(const ChartPicture &picture, double share);

} // namespace fusebox::ui
