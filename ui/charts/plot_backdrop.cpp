// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_backdrop.h"

#include <QPainter>

#include "ui/charts/spread_painter.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;

constexpr qreal bandHeight = 3; ///< of the strip that says a state in full colour

QColor translucent(QColor colour, qreal alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

QString tickText(double milliseconds)
{
    return latencyText(
        std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double, std::milli>(milliseconds)));
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
    painter->setClipRect(m_map.area);
    if (m_content.kind == ChartKind::Latency)
        paintSpread(*painter, m_map, m_content, m_theme.colours());
    else
        paintPhases(*painter, m_map, m_content, m_theme.colours());
}

void PlotBackdrop::paintGrid(QPainter &painter) const
{
    const Colours &colours = m_theme.colours();
    painter.setFont(m_font);
    const QFontMetricsF metrics(m_font);
    for (const double tick : m_content.scale.ticks()) {
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
        painter.fillRect(rect, QBrush(translucent(ink, 0.35), Qt::BDiagPattern));
    }
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
