// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QRectF>

#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

/// Paints the shape of a status, as large as fits: disc, triangle, square with a cross, dashed ring, two
/// bars. The shape alone tells the status; the colour says it again.
void paintStatus(QPainter &painter, const QRectF &rect, health::Status status, const Colours &colours);
[[nodiscard]] QIcon statusIcon(health::Status status, const Colours &colours);

} // namespace fusebox::ui
