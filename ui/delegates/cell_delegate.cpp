// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/cell_delegate.h"

#include <QPainter>

#include "ui/theme/metrics.h"

namespace fusebox::ui {

CellDelegate::CellDelegate(const Theme &theme, int height, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_rowHeight(height)
{
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colours().selected);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, colours().hovered);
    painter->setFont(option.font);
    paintContent(*painter, option.rect.adjusted(spaceS, 0, -spaceS, 0), option, index);
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    // What a text takes is rounded, and may be a fraction more: it would be elided for that.
    return {option.fontMetrics.horizontalAdvance(text) + 1 + 2 * spaceS,
            std::max(m_rowHeight, option.fontMetrics.height() + spaceXs)};
}

void CellDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                const QModelIndex &index) const
{
    const auto alignment = index.data(Qt::TextAlignmentRole).value<int>();
    paintText(painter, rect, index.data(Qt::DisplayRole).toString(), colours().text,
              Qt::Alignment(alignment) & Qt::AlignHorizontal_Mask);
}

void CellDelegate::paintText(QPainter &painter, const QRect &rect, const QString &text, const QColor &colour,
                             Qt::Alignment alignment) const
{
    painter.setPen(colour);
    const QString elided = painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width());
    painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, elided);
}

} // namespace fusebox::ui
