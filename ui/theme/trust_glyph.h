// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace fusebox::ui {

/// An open padlock: the certificate is not verified. Painter state is the caller's to restore.
void paintUnverified(QPainter &painter, const QRectF &rect, const QColor &ink);

} // namespace fusebox::ui
