// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QRectF>

#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

/// Paints a circuit as the switch it is named after: closed joins two contacts, open lifts the lever,
/// half-open lowers a dashed one; forced states wear a padlock. Drawn in a box of 5:3, as large as fits.
void paintCircuit(QPainter &painter, const QRectF &rect, resilience::EffectiveState state,
                  const Colours &colours);
/// The same in one colour, for a state that is not the current one.
void paintCircuit(QPainter &painter, const QRectF &rect, resilience::EffectiveState state, const QColor &ink,
                  const QColor &surface);
[[nodiscard]] QIcon circuitIcon(resilience::EffectiveState state, const Colours &colours);

} // namespace fusebox::ui
