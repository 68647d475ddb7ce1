// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_backdrop.h"

#include <QPainter>

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;

constexpr qreal failureMark = 10; ///< height of a failure's mark

bool measuresNothing(EffectiveState state)
{
    return state == EffectiveState::Open || state == EffectiveState::ForcedOpen;
}

QColor translucent(QColor colour, qreal alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

} // namespace

PlotBackdrop::PlotBackdrop(const Theme &theme, QGraphicsItem *parent)
    : QGraphicsItem(parent)
    , m_theme(theme)
{
    setZValue(-1);
}

void PlotBackdrop::setPlot(const QRectF &area, double seconds)
{
    prepareGeometryChange();
    m_area = area;
    m_seconds = seconds;
}

void PlotBackdrop::setContent(std::vector<StateBand> bands, std::vector<double> failures)
{
    m_bands = std::move(bands);
    m_failures = std::move(failures);
    update();
}

void PlotBackdrop::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (const StateBand &band : m_bands)
        paintBand(*painter, band);
    paintFailures(*painter);
}

qreal PlotBackdrop::xOf(double secondsBeforeNow) const
{
    return m_area.right() + secondsBeforeNow / m_seconds * m_area.width();
}

void PlotBackdrop::paintBand(QPainter &painter, const StateBand &band) const
{
    if (band.state == EffectiveState::Closed)
        return;
    const QColor &fill = m_theme.colours().of(band.state).fill;
    const QRectF rect(QPointF(xOf(band.from), m_area.top()), QPointF(xOf(band.to), m_area.bottom()));
    painter.fillRect(rect, translucent(fill, 0.14));
    if (measuresNothing(band.state))
        painter.fillRect(rect, QBrush(translucent(fill, 0.35), Qt::BDiagPattern));
    // The name of the state, said by colour above the band as well: wide enough to be seen when it was short.
    painter.fillRect(QRectF(rect.left(), rect.top(), std::max(rect.width(), 2.0), 3), fill);
}

void PlotBackdrop::paintFailures(QPainter &painter) const
{
    const QColor &fill = m_theme.colours().of(health::Status::Unhealthy).fill;
    for (const double failure : m_failures)
        painter.fillRect(QRectF(xOf(failure) - 1.5, m_area.bottom() - failureMark, 3, failureMark), fill);
}

} // namespace fusebox::ui
