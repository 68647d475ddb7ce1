// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// Labels that never read markup.
[[nodiscard]] QLabel *plainLabel(QWidget *parent, const QString &text = {});
/// In the colour of what may be overlooked, smaller; follows the theme.
[[nodiscard]] QLabel *captionLabel(const Theme &theme, QWidget *parent, const QString &text = {});
void setInk(QWidget &label, const QColor &colour);

} // namespace fusebox::ui
