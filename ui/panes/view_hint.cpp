// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/view_hint.h"

#include <QAbstractItemView>
#include <QPainter>

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

void paintHintIfEmpty(QAbstractItemView &view, const Theme &theme, const QString &hint)
{
    if (view.model()->rowCount() > 0)
        return;
    QPainter painter(view.viewport());
    painter.setPen(theme.colours().secondary);
    painter.drawText(view.viewport()->rect().adjusted(spaceM, spaceS, -spaceM, -spaceS),
                     Qt::AlignCenter | Qt::TextWordWrap, hint);
}

} // namespace fusebox::ui
