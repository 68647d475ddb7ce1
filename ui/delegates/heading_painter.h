// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>

#include "ui/rows/heading_texts.h"
#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

/// Paints the heading of a group across a line: a chevron that says whether it is folded, its name, and how
/// its endpoints do. The painter has the table's font.
void paintHeading(QPainter &painter, const QRect &line, const GroupHeading &heading, const Colours &colours);

} // namespace fusebox::ui
