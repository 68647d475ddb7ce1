// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/line_list.h"

#include <QPainter>

namespace fusebox::ui {

LineList::LineList(const Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
{
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setHeaderHidden(true);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void LineList::follow(MomentFocus &focus)
{
    m_focus = &focus;
    connect(&focus, &MomentFocus::moved, this, &LineList::mark);
    connect(this, &QAbstractItemView::entered, this, [this](const QModelIndex &index) {
        if (const auto at = momentOf(index))
            m_focus->point(at);
    });
}

void LineList::drawRow(QPainter *painter, const QStyleOptionViewItem &options, const QModelIndex &index) const
{
    if (m_marked.isValid() && index.siblingAtColumn(0) == m_marked)
        painter->fillRect(options.rect, m_theme.colours().hovered);
    QTreeView::drawRow(painter, options, index);
}

void LineList::leaveEvent(QEvent *event)
{
    QTreeView::leaveEvent(event);
    if (m_focus)
        m_focus->point({});
}

void LineList::mark()
{
    const QModelIndex row = m_focus->at() ? rowOf(*m_focus->at()) : QModelIndex();
    if (row.siblingAtColumn(0) == m_marked)
        return;
    m_marked = row.siblingAtColumn(0);
    viewport()->update();
}

} // namespace fusebox::ui
