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
using resilience::RuleReading;
using resilience::TransitionReason;

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

double nearness(const RuleReading &rule)
{
    return rule.known ? ratio(rule.actual, rule.threshold) : 0.0;
}

QString rateOf(const RuleReading &rule)
{
    return rule.known ? percent(rule.actual) : QStringLiteral("–");
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
    setAccessibleName(reading.figure.isEmpty() ? reading.subject
                                               : tr("%1: %2").arg(reading.subject, reading.figure));
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
        return {ratio(double(left.count()), double(whole.count())), countdownText(left),
                tr("Time to the next trial"), state};
    }
    if (state == EffectiveState::HalfOpen)
        return {ratio(circuit.trialSuccesses, settings.successThreshold),
                outOf(circuit.trialSuccesses, settings.successThreshold), tr("Trial calls succeeded"), state};
    if (state == EffectiveState::Closed)
        return closedReading(circuit);
    return {1.0, {}, tr("Circuit %1").arg(circuitWord(state)), state};
}

CircuitGauge::Reading CircuitGauge::closedReading(const resilience::CircuitView &circuit)
{
    const auto rules = resilience::readRules(circuit);
    if (rules.empty())
        return {.subject = tr("No rule opens the circuit")};
    const auto usual = std::ranges::find(rules, TransitionReason::FailuresInWindow, &RuleReading::rule);
    return ruleReading(usual != rules.end() ? *usual : *std::ranges::max_element(rules, {}, nearness));
}

CircuitGauge::Reading CircuitGauge::ruleReading(const RuleReading &rule)
{
    const double share = nearness(rule);
    switch (rule.rule) {
    case TransitionReason::FailuresInWindow:
        return {share, outOf(int(rule.actual), int(rule.threshold)), tr("Failures on the way to tripping")};
    case TransitionReason::ConsecutiveFailures:
        return {share, outOf(int(rule.actual), int(rule.threshold)), tr("Failures in a row")};
    case TransitionReason::SlowRate: return {share, rateOf(rule), tr("Slow rate")};
    default: return {share, rateOf(rule), tr("Failure rate")};
    }
}

/// Closed, the ring fills with what would trip it; it is drawn in the colour of failure.
const Tone &CircuitGauge::tone() const
{
    const EffectiveState state =
        m_reading.state == EffectiveState::Closed ? EffectiveState::Open : m_reading.state;
    return m_theme.colours().of(state);
}

} // namespace fusebox::ui
