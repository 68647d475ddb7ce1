// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QIcon>
#include <QRectF>

class QPainter;

namespace fusebox::ui {

using GlyphPainter = std::function<void(QPainter &, const QRectF &)>;

/// An icon painted by a function, sharp at every size and scale; paler when disabled.
[[nodiscard]] QIcon glyphIcon(GlyphPainter paint);
/// One of our line icons (resources/icons/<name>.svg) in a colour.
[[nodiscard]] QIcon lineIcon(const QString &name, const QColor &colour);

} // namespace fusebox::ui
