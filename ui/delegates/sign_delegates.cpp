// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/sign_delegates.h"

#include <QPainter>

#include "ui/models/event_log_model.h"
#include "ui/models/transition_model.h"
#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

constexpr int oneLine = compactRowHeight + spaceXs;
constexpr int twoLines = 2 * compactRowHeight;

QRectF signRect(const QRect &cell, int width, int height)
{
    return QRectF(cell.left(), cell.center().y() - height / 2.0 + 0.5, width, height);
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

TransitionDelegate::TransitionDelegate(const Theme &theme, Lines lines, QObject *parent)
    : CellDelegate(theme, lines == Lines::One ? oneLine : twoLines, parent)
    , m_lines(lines)
{
}

void TransitionDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                      const QModelIndex &index) const
{
    const auto *entry = index.data(TransitionModel::EntryRole).value<const TransitionEntry *>();
    if (!entry)
        return;
    if (m_lines == Lines::One) {
        paintChange(painter, rect, entry->record);
        return;
    }
    const QRect top(rect.left(), rect.top() + 1, rect.width(), rect.height() / 2);
    const QString time = index.siblingAtColumn(TransitionModel::TimeColumn).data().toString();
    const QString why = index.siblingAtColumn(TransitionModel::WhyColumn).data().toString();
    paintChange(painter, top, entry->record);
    paintText(painter, top, time, colours().secondary, Qt::AlignRight);
    paintText(painter, top.translated(0, rect.height() / 2 - 2), why, colours().text);
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
