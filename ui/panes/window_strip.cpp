// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/window_strip.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

using health::Status;
using resilience::Outcome;

constexpr int thickness = 12;
constexpr int cellSize = 12;
constexpr int cellPitch = 15;
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

void WindowStrip::show(const resilience::CircuitView &circuit)
{
    m_state = circuit.state;
    m_window = circuit.window;
    m_running = circuit.trialsRunning;
    m_succeeded = circuit.trialSuccesses;
    m_needed = circuit.settings.successThreshold;
    build();
}

QSize WindowStrip::sizeHint() const
{
    return {120, thickness};
}

void WindowStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    build();
}

void WindowStrip::build()
{
    std::vector<Cell> cells;
    const auto fits = std::uint32_t(width() / cellPitch);
    const auto add = [&](std::uint32_t number, Cell cell) {
        cells.insert(cells.end(), std::min(number, fits + 1), cell); // one too many tells that there are
    };
    if (m_state == resilience::CircuitState::HalfOpen) {
        add(std::uint32_t(m_succeeded), Cell::Success);
        add(std::uint32_t(m_running), Cell::Running);
        add(std::uint32_t(std::max(m_needed - m_succeeded - m_running, 0)), Cell::Wanted);
    } else {
        add(m_window.failures(), Cell::Failure);
        add(m_window.slow(), Cell::Slow);
        add(m_window[Outcome::Success], Cell::Success);
    }
    if (cells.size() > fits)
        cells.clear();
    m_cells = std::move(cells);
    update();
}

void WindowStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_cells.empty())
        return paintShares(painter);
    QRectF rect(0, 0, cellSize, cellSize);
    for (const Cell cell : m_cells) {
        paintCell(painter, rect, cell);
        rect.translate(cellPitch, 0);
    }
}

void WindowStrip::paintCell(QPainter &painter, const QRectF &rect, Cell cell) const
{
    const Colours &colours = m_theme.colours();
    switch (cell) {
    case Cell::Failure: return paintStatus(painter, rect, Status::Unhealthy, colours);
    case Cell::Slow: return paintStatus(painter, rect, Status::Degraded, colours);
    case Cell::Success: return paintStatus(painter, rect, Status::Healthy, colours);
    case Cell::Running:
    case Cell::Wanted: break;
    }
    const QColor &trying = colours.of(resilience::EffectiveState::HalfOpen).fill;
    const bool isRunning = cell == Cell::Running;
    painter.setPen(isRunning ? QPen(trying, 2) : QPen(colours.edge, 1, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(rect.adjusted(1, 1, -1, -1));
}

void WindowStrip::paintShares(QPainter &painter) const
{
    const QRectF bar(0, 2, width(), thickness - 4);
    QPainterPath outline;
    outline.addRoundedRect(bar, bar.height() / 2, bar.height() / 2);
    painter.setClipPath(outline);
    painter.fillRect(bar, m_theme.colours().hairline);
    if (m_window.total() == 0)
        return;
    qreal x = 0;
    for (const auto &[outcome, status] : parts) {
        const qreal share = qreal(width()) * m_window[outcome] / m_window.total();
        painter.fillRect(QRectF(x, bar.top(), share, bar.height()), m_theme.colours().of(status).fill);
        x += share;
    }
}

} // namespace fusebox::ui
