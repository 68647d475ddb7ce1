// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "ui/panes/table_layout.h"

namespace fusebox::ui {

/// What a window remembers from one start to the next. What makes no sense in it is passed over.
struct WindowLayout
{
    TableLayout table = {};
    QByteArray geometry = {}; ///< QWidget::saveGeometry()
    QByteArray across = {};   ///< QSplitter::saveState() of table and detail
    QByteArray down = {};     ///< of those and the log
    bool showsDetail = true;
    bool showsEvents = true;

    bool operator==(const WindowLayout &) const = default;
};

} // namespace fusebox::ui
