// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/range_buttons.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QToolButton>

namespace fusebox::ui {

RangeButtons::RangeButtons(std::chrono::minutes current, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(0);
    auto *group = new QButtonGroup(this);
    for (const int minutes : {1, 5, 15}) {
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("range-%1").arg(minutes));
        button->setProperty("segment", true);
        button->setText(tr("%1 min").arg(minutes));
        button->setCheckable(true);
        button->setChecked(std::chrono::minutes(minutes) == current);
        group->addButton(button, minutes);
        row->addWidget(button);
    }
    connect(group, &QButtonGroup::idClicked, this,
            [this](int minutes) { Q_EMIT picked(std::chrono::minutes(minutes)); });
}

} // namespace fusebox::ui
