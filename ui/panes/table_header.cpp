// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/table_header.h"

#include <QPainter>
#include <QStyleOptionHeader>

#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int titleMargin = spaceS; ///< the padding in the style sheet
constexpr QSize arrow(8, 4);
constexpr int arrowRoom = spaceXs + arrow.width() - (titleMargin - 1); ///< which it takes of the title's

} // namespace

TableHeader::TableHeader(const Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
{
    setSectionsClickable(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QRect TableHeader::titleRect(int section) const
{
    const int width = fontMetrics().horizontalAdvance(title(section));
    const int left = standsRight(section) ? sectionSize(section) - titleMargin - width : titleMargin;
    return {left, 0, width, height()};
}

QRect TableHeader::arrowRect(int section) const
{
    if (!isSortedBy(section))
        return {};
    const QRect words = titleRect(section);
    const int left =
        standsRight(section) ? words.left() - spaceXs - arrow.width() : words.right() + 1 + spaceXs;
    return {QPoint(left, (height() - arrow.height()) / 2), arrow};
}

void TableHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    option->sortIndicator = QStyleOptionHeader::None;
    option->text = title(section);
}

void TableHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    QHeaderView::paintSection(painter, rect, section);
    painter->restore(); // a style sheet leaves its clip
    const QRectF place = arrowRect(section).translated(rect.topLeft());
    if (place.isEmpty())
        return;
    const bool isDown = sortIndicatorOrder() == Qt::AscendingOrder;
    const qreal base = isDown ? place.top() : place.bottom();
    const qreal tip = isDown ? place.bottom() : place.top();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.colours().text);
    painter->drawPolygon(QPolygonF{QPointF(place.left(), base), QPointF(place.right(), base),
                                   QPointF(place.center().x(), tip)});
}

/// As much of it as there is room for, beside the arrow.
QString TableHeader::title(int section) const
{
    const int room = sectionSize(section) - 2 * titleMargin - (isSortedBy(section) ? arrowRoom : 0);
    return fontMetrics().elidedText(model()->headerData(section, Qt::Horizontal).toString(), Qt::ElideRight,
                                    std::max(room, 0));
}

bool TableHeader::standsRight(int section) const
{
    return model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
}

bool TableHeader::isSortedBy(int section) const
{
    return isSortIndicatorShown() && sortIndicatorSection() == section;
}

} // namespace fusebox::ui
