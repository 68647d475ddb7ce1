// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

class QPainter;
class QString;

namespace fusebox::ui {

/// One line of plain text from the left in the painter's font and pen; where it is too long for that, in
/// smaller type down to `least` of it, and then cut.
void paintFitting(QPainter &painter, const QRectF &line, const QString &text, qreal least);

} // namespace fusebox::ui
