// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemView;

namespace fusebox::ui {

class Theme;

/// Writes `hint` quietly into the middle of a view that has no rows: what is missing, and when it would come.
/// Called at the end of the view's paintEvent().
void paintHintIfEmpty(QAbstractItemView &view, const Theme &theme, const QString &hint);

} // namespace fusebox::ui
