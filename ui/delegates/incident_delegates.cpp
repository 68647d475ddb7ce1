// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/incident_delegates.h"

#include <cmath>

#include <QPainter>
#include <QTextLayout>
#include <QTreeView>

#include "ui/models/incident_model.h"
#include "ui/models/timeline_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

constexpr int signRoom = glyphSize + spaceS;

/// A word that is too long for a line is broken: it may be a URL, and nothing is cut.
qreal breakLines(QTextLayout &text, qreal width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    text.setTextOption(option);
    text.beginLayout();
    qreal height = 0;
    for (QTextLine line = text.createLine(); line.isValid(); line = text.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height();
    }
    text.endLayout();
    return height;
}

const history::Incident *incidentOf(const QModelIndex &index)
{
    return index.data(IncidentModel::IncidentRole).value<const history::Incident *>();
}

} // namespace

QSize IncidentLengthDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return CellDelegate::sizeHint(option, index) + QSize(signRoom, 0);
}

void IncidentLengthDelegate::paintContent(QPainter &painter, const QRect &rect,
                                          const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const history::Incident *incident = incidentOf(index);
    if (!incident || incident->outage.to)
        return CellDelegate::paintContent(painter, rect, option, index);
    const auto status = incident->outage.failure ? health::Status::Unhealthy : health::Status::Degraded;
    const QString text = index.data().toString();
    const int left = rect.right() - painter.fontMetrics().horizontalAdvance(text) - signRoom;
    paintStatus(painter, QRectF(left, rect.center().y() - glyphSize / 2.0 + 0.5, glyphSize, glyphSize),
                status, colours());
    paintText(painter, rect, text, colours().of(status).text, Qt::AlignRight);
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *list = qobject_cast<const QTreeView *>(option.widget); // which leaves the width out of option
    const int width = list ? list->columnWidth(index.column()) : option.rect.width();
    QTextLayout text(index.data().toString(), option.font);
    const qreal height = breakLines(text, width - 2 * spaceS - signRoom);
    return {width,
            std::max(CellDelegate::sizeHint(option, index).height(), int(std::ceil(height)) + spaceXs)};
}

void TimelineDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    const auto *line = index.data(TimelineModel::LineRole).value<const TimelineLine *>();
    const int lineHeight = option.fontMetrics.height();
    if (line && line->sign)
        paintStatus(painter,
                    QRectF(rect.left(), rect.top() + spaceXs / 2.0 + (lineHeight - glyphSize) / 2.0,
                           glyphSize, glyphSize),
                    *line->sign, colours());
    QTextLayout text(index.data().toString(), option.font);
    breakLines(text, rect.width() - signRoom);
    painter.setPen(colours().text);
    text.draw(&painter, QPointF(rect.left() + signRoom, rect.top() + spaceXs / 2.0));
}

void TimelineTimeDelegate::paintContent(QPainter &painter, const QRect &rect,
                                        const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect first(rect.left(), rect.top() + spaceXs / 2, rect.width(), option.fontMetrics.height());
    paintText(painter, first, index.data().toString(), colours().secondary);
}

} // namespace fusebox::ui
