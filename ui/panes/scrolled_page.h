// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace fusebox::ui {

/// A page in an area that scrolls it up and down where there is less height than its parts need.
[[nodiscard]] QScrollArea *scrolledPage(QWidget *page, const QString &name);

} // namespace fusebox::ui
