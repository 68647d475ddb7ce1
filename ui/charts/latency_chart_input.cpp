// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "ui/charts/latency_chart.h"
#include "ui/charts/plot_overlay.h"

namespace fusebox::ui {

namespace {

constexpr double zoomOfNotch = 0.8;
constexpr double panOfNotch = 0.1;
constexpr double notch = 120;       ///< of QWheelEvent::angleDelta(), see there
constexpr double leastSelected = 4; ///< pixels: less is a click
constexpr double pointed = 4;       ///< pixels: nobody points better

/// Keys point nowhere: the middle stands still, or the live edge that is followed.
double fixedByKeys(const ChartView &view)
{
    return view.follows() ? 1 : 0.5;
}

} // namespace

/// What came while nobody saw it was not drawn.
void LatencyChart::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    moved();
}

void LatencyChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void LatencyChart::wheelEvent(QWheelEvent *event)
{
    const bool isSideways = event->modifiers().testFlag(Qt::ShiftModifier) || event->angleDelta().y() == 0;
    const QPoint delta = event->angleDelta();
    if (isSideways)
        m_view.pan(-panOfNotch * (delta.x() != 0 ? delta.x() : delta.y()) / notch, m_now);
    else
        m_view.zoom(std::pow(zoomOfNotch, delta.y() / notch), shareOf(event->position().x()), m_now);
    event->accept();
    moved();
}

void LatencyChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_drag = {event->position().x(), event->modifiers().testFlag(Qt::ShiftModifier)};
}

void LatencyChart::mouseMoveEvent(QMouseEvent *event)
{
    const qreal x = event->position().x();
    if (m_drag && m_drag->selects) {
        m_overlay->setSelection(std::minmax(shareOf(m_drag->x), shareOf(x)));
    } else if (m_drag && !(m_drag->isClick && std::abs(x - m_drag->x) < leastSelected)) {
        m_drag->isClick = false;
        m_view.pan(shareOf(m_drag->x) - shareOf(x), m_now);
        m_drag->x = x;
        moved();
    }
    setCursor(troubleUnder(x) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const double share = shareOf(x);
    m_focus.point(m_config && share >= 0 && share <= 1 ? std::optional(m_content.window.at(share))
                                                       : std::nullopt);
}

void LatencyChart::mouseReleaseEvent(QMouseEvent *event)
{
    const auto drag = std::exchange(m_drag, std::nullopt);
    if (!drag)
        return;
    const qreal x = event->position().x();
    if (!drag->selects) {
        if (const auto trouble = drag->isClick ? troubleUnder(x) : std::nullopt)
            Q_EMIT troublePicked(trouble->from, trouble->to);
        return;
    }
    m_overlay->setSelection({});
    if (std::abs(x - drag->x) < leastSelected)
        return;
    m_view.show(m_content.window.at(shareOf(drag->x)), m_content.window.at(shareOf(x)), m_now);
    moved();
}

void LatencyChart::mouseDoubleClickEvent(QMouseEvent *)
{
    followNow();
}

void LatencyChart::leaveEvent(QEvent *)
{
    m_focus.point({});
}

std::optional<Trouble> LatencyChart::troubleUnder(qreal x) const
{
    const double share = shareOf(x);
    if (!m_config || share < 0 || share > 1 || m_map.area.width() <= 0)
        return {};
    return troubleAt(m_content, share, pointed / m_map.area.width());
}

void LatencyChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: m_view.pan(-panOfNotch, m_now); break;
    case Qt::Key_Right: m_view.pan(panOfNotch, m_now); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: m_view.zoom(zoomOfNotch, fixedByKeys(m_view), m_now); break;
    case Qt::Key_Minus: m_view.zoom(1 / zoomOfNotch, fixedByKeys(m_view), m_now); break;
    case Qt::Key_End: m_view.followNow(); break;
    default: return QWidget::keyPressEvent(event);
    }
    moved();
}

void LatencyChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        restyle();
}

} // namespace fusebox::ui
