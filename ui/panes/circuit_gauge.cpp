// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/circuit_gauge.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;
using resilience::Nanoseconds;

constexpr int diameter = 72;
constexpr qreal ringWidth = 6;

double ratio(double part, double whole)
{
    return whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0.0;
}

QString percent(double share)
{
    return QStringLiteral("%1 %").arg(std::lround(share * 100));
}

QString outOf(int part, int whole)
{
    return QStringLiteral("%1/%2").arg(part).arg(whole);
}

} // namespace

CircuitGauge::CircuitGauge(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("circuitGauge"));
    setFixedSize(sizeHint());
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CircuitGauge::show(const resilience::CircuitView &circuit, resilience::TimePoint now)
{
    const Reading reading = readingOf(circuit, now);
    if (reading == m_reading)
        return;
    m_reading = reading;
    setAccessibleName(reading.figure);
    update();
}

QSize CircuitGauge::sizeHint() const
{
    return {diameter, diameter};
}

void CircuitGauge::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = QRectF(rect()).adjusted(ringWidth, ringWidth, -ringWidth, -ringWidth);
    painter.setPen(QPen(colours.hairline, ringWidth));
    painter.drawEllipse(ring);
    painter.setPen(QPen(tone().fill, ringWidth, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, static_cast<int>(m_reading.share * 360 * 16));
    if (m_reading.figure.isEmpty()) {
        paintCircuit(painter, ring.adjusted(12, 12, -12, -12), m_reading.state, colours);
        return;
    }
    painter.setFont(strongFont(font()));
    painter.setPen(m_reading.share > 0 ? tone().text : colours.secondary);
    painter.drawText(rect(), Qt::AlignCenter, m_reading.figure);
}

CircuitGauge::Reading CircuitGauge::readingOf(const resilience::CircuitView &circuit,
                                              resilience::TimePoint now)
{
    const auto &settings = circuit.settings;
    const EffectiveState state = effectiveState(circuit);
    if (state == EffectiveState::Open && circuit.nextTrialAt) {
        const Nanoseconds left = std::max(Nanoseconds{}, *circuit.nextTrialAt - now);
        const Nanoseconds whole = *circuit.nextTrialAt - circuit.since; // grows with each reopening
        return {ratio(double(left.count()), double(whole.count())), countdownText(left), state};
    }
    if (state == EffectiveState::HalfOpen)
        return {ratio(circuit.trialSuccesses, settings.successThreshold),
                outOf(circuit.trialSuccesses, settings.successThreshold), state};
    if (state == EffectiveState::Closed)
        return closedReading(circuit);
    return {1.0, {}, state};
}

CircuitGauge::Reading CircuitGauge::closedReading(const resilience::CircuitView &circuit)
{
    const auto &settings = circuit.settings;
    if (settings.failureThreshold > 0) {
        const int failures = static_cast<int>(circuit.window.failures());
        return {ratio(failures, settings.failureThreshold), outOf(failures, settings.failureThreshold)};
    }
    const auto rules = resilience::readRules(circuit);
    if (rules.empty())
        return {};
    const auto nearness = [](const resilience::RuleReading &rule) {
        return rule.known ? ratio(rule.actual, rule.threshold) : 0.0;
    };
    const auto &nearest = *std::ranges::max_element(rules, {}, nearness);
    if (nearest.rule == resilience::TransitionReason::ConsecutiveFailures)
        return {nearness(nearest), outOf(int(nearest.actual), int(nearest.threshold))};
    return {nearness(nearest), nearest.known ? percent(nearest.actual) : QString()};
}

/// Closed, the ring fills with what would trip it; it is drawn in the colour of failure.
const Tone &CircuitGauge::tone() const
{
    const EffectiveState state =
        m_reading.state == EffectiveState::Closed ? EffectiveState::Open : m_reading.state;
    return m_theme.colours().of(state);
}

} // namespace fusebox::ui
