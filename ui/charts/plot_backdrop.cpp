// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_backdrop.h"

#include <algorithm>

#include <QPainter>

#include "ui/charts/moment_text.h"
#include "ui/charts/spread_painter.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"
#include "ui/theme/phase_colours.h"

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;

constexpr qreal bandHeight = 3; ///< of the strip that says a state in full colour
constexpr qreal lineRoom = 1.2; ///< of a label, in heights of its text

QString tickText(double milliseconds)
{
    return latencyText(std::chrono::duration_cast<health::Nanoseconds>(
        std::chrono::duration<double, std::milli>(milliseconds)));
}

} // namespace

PlotBackdrop::PlotBackdrop(const Theme &theme, const PlotContent &content, QGraphicsItem *parent)
    : QGraphicsItem(parent)
    , m_theme(theme)
    , m_content(content)
{
    setZValue(-1);
}

void PlotBackdrop::setPlot(const QRectF &whole, const QRectF &area)
{
    prepareGeometryChange();
    m_whole = whole;
    m_map.area = area;
}

void PlotBackdrop::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintGaps(*painter);
    paintBands(*painter);
    paintGrid(*painter);
    paintGapNames(*painter);
    painter->setClipRect(m_map.area); // what reaches into the window began before it
    if (m_content.kind == ChartKind::Latency) {
        paintSlowAfter(*painter);
        return paintSpread(*painter, m_map, m_content, m_theme.colours());
    }
    paintPhases(*painter, m_map, m_content, m_theme.colours());
    paintLegend(*painter);
}

void PlotBackdrop::paintGrid(QPainter &painter) const
{
    const Colours &colours = m_theme.colours();
    painter.setFont(m_font);
    const QFontMetricsF metrics(m_font);
    const double room = m_map.area.height() / (metrics.height() * lineRoom);
    for (const double tick : m_content.scale.ticks(std::size_t(std::max(room, 0.0)) + 1)) {
        const qreal y = std::round(m_map.y(m_content.scale.share(tick)));
        painter.fillRect(QRectF(m_map.area.left(), y, m_map.area.width(), 1), colours.hairline);
        painter.setPen(colours.secondary);
        painter.drawText(QRectF(m_whole.left(), y - metrics.height() / 2,
                                m_map.area.left() - m_whole.left() - spaceXs, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tickText(tick));
    }
    for (const auto &[share, label] : m_content.timeTicks) {
        const qreal x = std::round(m_map.x(share));
        painter.fillRect(QRectF(x, m_map.area.bottom(), 1, spaceXs), colours.hairline);
        painter.setPen(colours.secondary);
        const qreal width = metrics.horizontalAdvance(label) + 2;
        const qreal left = std::clamp(x - width / 2, m_whole.left(), m_whole.right() - width);
        painter.drawText(QRectF(left, m_map.area.bottom() + spaceXs, width, metrics.height()),
                         Qt::AlignCenter, label);
    }
}

/// Hatched in grey: nothing was measured, whatever the colour above says of the circuit.
void PlotBackdrop::paintGaps(QPainter &painter) const
{
    const QColor &ink = m_theme.colours().secondary;
    for (const GapSpan &span : m_content.picture.gaps) {
        const QRectF rect(QPointF(m_map.x(span.from), m_map.area.top()),
                          QPointF(m_map.x(span.to), m_map.area.bottom()));
        painter.fillRect(rect, translucent(ink, 0.06));
        const bool isQuiet = span.gap.cause == health::GapCause::NotRunning; // there is no more to it
        painter.fillRect(rect, QBrush(translucent(ink, isQuiet ? 0.15 : 0.35), Qt::BDiagPattern));
    }
}

/// In those that are wide enough; the others' is told by the crosshair. What a trial now and then interrupts
/// is named as a whole.
void PlotBackdrop::paintGapNames(QPainter &painter) const
{
    painter.setFont(m_font);
    painter.setPen(m_theme.colours().secondary);
    const double narrow = spaceS / std::max(1.0, m_map.area.width());
    for (const GapSpan &span : joinedGaps(m_content.picture.gaps, narrow)) {
        const QString cause = gapPhrase(span.gap.cause);
        QRectF label = QFontMetricsF(m_font).boundingRect(cause).adjusted(-spaceXs, 0, spaceXs, 0);
        label.moveCenter({m_map.x((span.from + span.to) / 2), m_map.area.center().y()});
        if (label.width() > (span.to - span.from) * m_map.area.width())
            continue;
        painter.fillRect(label, m_theme.colours().surface);
        painter.drawText(label, Qt::AlignCenter, cause);
    }
}

/// Of the phases that are there, in the order they are stacked.
void PlotBackdrop::paintLegend(QPainter &painter) const
{
    const QFontMetricsF metrics(m_font);
    painter.setFont(m_font);
    qreal x = m_map.area.left() + spaceS;
    const auto &columns = m_content.picture.columns;
    for (std::size_t i = 0; i < history::PhaseSums().size(); ++i) {
        if (std::ranges::none_of(columns, [i](const ChartColumn &c) { return c.phases[i] > 0; }))
            continue;
        const auto phase = static_cast<probe::Phase>(i);
        const QString word = phaseWord(phase);
        const QRectF row(x, m_map.area.top(), metrics.horizontalAdvance(word) + 3 * spaceS, metrics.height());
        painter.fillRect(row, m_theme.colours().surface);
        painter.fillRect(QRectF(x, row.center().y() - spaceXs, spaceS, spaceS),
                         phaseColour(m_theme.colours(), phase));
        painter.setPen(m_theme.colours().text);
        painter.drawText(row.adjusted(spaceS + spaceXs, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, word);
        x = row.right();
    }
}

/// Above its line, or at the upper edge where the line would be beyond it; on the left, where what is old
/// lies.
void PlotBackdrop::paintSlowAfter(QPainter &painter) const
{
    if (m_content.scale.ticks().empty())
        return;
    const QFontMetricsF metrics(m_font);
    const bool hasLine = showsSlowAfter(m_content);
    const QString phrase = slowAfterPhrase(m_content.slowAfter, !hasLine);
    const qreal line = m_map.y(m_content.scale.share(milliseconds(m_content.slowAfter)));
    const qreal top = std::max(m_map.area.top() + bandHeight + 1, hasLine ? line - metrics.height() : 0);
    const QRectF label(m_map.area.left(), top, metrics.horizontalAdvance(phrase) + spaceS, metrics.height());
    painter.fillRect(label, m_theme.colours().surface);
    painter.setFont(m_font);
    painter.setPen(m_theme.colours().of(health::Status::Degraded).text);
    painter.drawText(label, Qt::AlignCenter, phrase);
}

void PlotBackdrop::paintBands(QPainter &painter) const
{
    for (const StateBand &band : m_content.bands) {
        if (band.state == EffectiveState::Closed)
            continue;
        const QColor &fill = m_theme.colours().of(band.state).fill;
        const QRectF rect(QPointF(m_map.x(band.from), m_map.area.top()),
                          QPointF(m_map.x(band.to), m_map.area.bottom()));
        painter.fillRect(rect, translucent(fill, 0.14));
        // Wide enough to be seen when it was short.
        painter.fillRect(QRectF(rect.left(), rect.top(), std::max(rect.width(), 2.0), bandHeight), fill);
    }
}

} // namespace fusebox::ui
