// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/status_sign.h"

#include <QPainter>

#include "ui/text/sentences.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

StatusSign::StatusSign(const Theme &theme, int size, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedSize(size, size);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusSign::show(health::Status status)
{
    m_status = status;
    setAccessibleName(statusWord(status));
    update();
}

void StatusSign::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintStatus(painter, rect(), m_status, m_theme.colours());
}

} // namespace fusebox::ui
