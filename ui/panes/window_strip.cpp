// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/window_strip.h"

#include <array>
#include <utility>

#include <QPainter>
#include <QPainterPath>

namespace fusebox::ui {

namespace {

using health::Status;
using resilience::Outcome;

constexpr int thickness = 8;
/// Failures first: they are what the threshold counts.
constexpr std::array parts{std::pair(Outcome::Failure, Status::Unhealthy),
                           std::pair(Outcome::Slow, Status::Degraded),
                           std::pair(Outcome::Success, Status::Healthy)};

} // namespace

WindowStrip::WindowStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("windowStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WindowStrip::show(const resilience::WindowCounts &window)
{
    if (window == m_window)
        return;
    m_window = window;
    update();
}

QSize WindowStrip::sizeHint() const
{
    return {120, thickness};
}

void WindowStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(rect(), thickness / 2.0, thickness / 2.0);
    painter.setClipPath(outline);
    painter.fillRect(rect(), m_theme.colours().hairline);
    if (m_window.total() == 0)
        return;
    qreal x = 0;
    for (const auto &[outcome, status] : parts) {
        const qreal share = qreal(width()) * m_window[outcome] / m_window.total();
        painter.fillRect(QRectF(x, 0, share, thickness), m_theme.colours().of(status).fill);
        x += share;
    }
}

} // namespace fusebox::ui
