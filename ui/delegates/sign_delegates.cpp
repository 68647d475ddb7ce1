// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/sign_delegates.h"

#include <QPainter>
#include <QTreeView>

#include "ui/models/event_log_model.h"
#include "ui/models/transition_model.h"
#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

constexpr int oneLine = compactRowHeight + spaceXs;

QRectF signRect(const QRect &cell, int width, int height)
{
    return QRectF(cell.left(), cell.center().y() - height / 2.0 + 0.5, width, height);
}

QString whyOf(const QModelIndex &transition)
{
    return transition.siblingAtColumn(TransitionModel::WhyColumn).data().toString();
}

struct SignPainter
{
    QPainter &painter;
    const QRect &cell;
    const Colours &colours;

    void operator()(std::monostate) const {}
    void operator()(health::Status status) const
    {
        paintStatus(painter, signRect(cell, circuitGlyphWidth, 12), status, colours);
    }
    void operator()(resilience::EffectiveState state) const
    {
        paintCircuit(painter, signRect(cell, circuitGlyphWidth, 18), state, colours);
    }
};

} // namespace

void LogEventDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                    const QModelIndex &index) const
{
    if (const auto *entry = index.data(EventLogModel::EntryRole).value<const LogEntry *>())
        std::visit(SignPainter{painter, rect, colours()}, entry->sign);
    paintText(painter, rect.adjusted(circuitGlyphWidth + spaceS, 0, 0, 0), index.data().toString(),
              colours().text);
}

TransitionDelegate::TransitionDelegate(const Theme &theme, Layout layout, QObject *parent)
    : CellDelegate(theme, oneLine, parent)
    , m_layout(layout)
{
}

QSize TransitionDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize line = CellDelegate::sizeHint(option, index);
    if (m_layout == Layout::Column)
        return line;
    const auto *list = qobject_cast<const QTreeView *>(option.widget); // which leaves the width out of option
    const int width = list ? list->columnWidth(index.column()) : line.width();
    const QRect room(0, 0, width - 2 * spaceS, QWIDGETSIZE_MAX);
    const QRect why = option.fontMetrics.boundingRect(room, Qt::TextWordWrap, whyOf(index));
    return {line.width(), compactRowHeight + why.height() + spaceS};
}

void TransitionDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                      const QModelIndex &index) const
{
    const auto *entry = index.data(TransitionModel::EntryRole).value<const history::TransitionEntry *>();
    if (!entry)
        return;
    if (m_layout == Layout::Column) {
        paintChange(painter, rect, entry->record);
        return;
    }
    const QRect top(rect.left(), rect.top() + 1, rect.width(), compactRowHeight);
    const QString time = index.siblingAtColumn(TransitionModel::TimeColumn).data().toString();
    paintChange(painter, top, entry->record);
    paintText(painter, top, time, colours().secondary, Qt::AlignRight);
    painter.setPen(colours().text);
    painter.drawText(rect.adjusted(0, compactRowHeight, 0, 0), Qt::TextWordWrap, whyOf(index));
}

void TransitionDelegate::paintChange(QPainter &painter, QRect cell,
                                     const resilience::TransitionRecord &record) const
{
    constexpr int arrowWidth = 16;
    paintCircuit(painter, signRect(cell, circuitGlyphWidth, 18), record.from, colours().secondary,
                 colours().surface);
    cell.setLeft(cell.left() + circuitGlyphWidth);
    paintText(painter, QRect(cell.left(), cell.top(), arrowWidth, cell.height()), QStringLiteral("→"),
              colours().secondary, Qt::AlignHCenter);
    cell.setLeft(cell.left() + arrowWidth);
    paintCircuit(painter, signRect(cell, circuitGlyphWidth, 18), record.to, colours());
    paintText(painter, cell.adjusted(circuitGlyphWidth + spaceS, 0, 0, 0), circuitWord(record.to),
              colours().of(record.to).text);
}

void QuietDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                 const QModelIndex &index) const
{
    paintText(painter, rect, index.data().toString(), colours().secondary);
}

} // namespace fusebox::ui
