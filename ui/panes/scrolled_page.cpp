// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/scrolled_page.h"

namespace fusebox::ui {

QScrollArea *scrolledPage(QWidget *page, const QString &name)
{
    auto *area = new QScrollArea;
    area->setObjectName(name);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // a tab stop that nobody sees
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace fusebox::ui
