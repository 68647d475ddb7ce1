// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/range_buttons.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QToolButton>

namespace fusebox::ui {

RangeButtons::RangeButtons(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    const std::pair<int, QString> ranges[] = {{5, tr("5 min")},
                                              {60, tr("1 h")},
                                              {24 * 60, tr("24 h")},
                                              {7 * 24 * 60, tr("7 d")},
                                              {30 * 24 * 60, tr("30 d")}};
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(0);
    for (const auto &[minutes, text] : ranges) {
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("range-%1").arg(minutes));
        button->setProperty("segment", true);
        button->setText(text);
        button->setCheckable(true);
        m_group->addButton(button, minutes);
        row->addWidget(button);
    }
    connect(m_group, &QButtonGroup::idClicked, this,
            [this](int minutes) { Q_EMIT picked(std::chrono::minutes(minutes)); });
}

void RangeButtons::setCurrent(std::chrono::nanoseconds length)
{
    m_group->setExclusive(false);
    for (QAbstractButton *button : m_group->buttons())
        button->setChecked(std::chrono::minutes(m_group->id(button)) == length);
    m_group->setExclusive(true);
}

} // namespace fusebox::ui
