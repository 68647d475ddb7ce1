// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/circuit_card.h"

#include <QBoxLayout>
#include <QResizeEvent>

#include "ui/panes/circuit_diagram.h"
#include "ui/panes/circuit_gauge.h"
#include "ui/panes/text_labels.h"
#include "ui/panes/window_strip.h"
#include "ui/text/overview.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// A card narrower than this has its reasons below the gauge.
constexpr int wideEnough = 400;

/// Nothing is counted down that nobody waits for, and what tripped it stays to be seen.
resilience::CircuitView shownCircuit(const health::EndpointSnapshot &endpoint)
{
    resilience::CircuitView circuit = endpoint.circuit;
    circuit.nextTrialAt = trialDue(endpoint);
    circuit.window = windowShown(endpoint);
    return circuit;
}

} // namespace

CircuitCard::CircuitCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_diagram(new CircuitDiagram(theme, this))
    , m_gauge(new CircuitGauge(theme, this))
    , m_headline(plainLabel(this))
    , m_reason(plainLabel(this))
    , m_evidence(captionLabel(theme, this))
    , m_forced(plainLabel(this))
    , m_strip(new WindowStrip(theme, this))
    , m_window(captionLabel(theme, this))
{
    setObjectName(QStringLiteral("circuitCard"));
    m_headline->setObjectName(QStringLiteral("circuitHeadline"));
    m_headline->setFont(strongFont(font()));
    m_headline->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("circuitReason"));
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_evidence->setObjectName(QStringLiteral("tripEvidence"));
    m_evidence->setWordWrap(true);
    m_forced->setObjectName(QStringLiteral("forcedNote"));
    m_forced->setWordWrap(true);
    m_strip->setToolTip(tr("Grouped by outcome, failures first: not in the order of time"));
    m_window->setObjectName(QStringLiteral("windowPhrase"));
    m_window->setWordWrap(true);

    m_why = makeWhy();
    m_words = new QVBoxLayout;
    m_words->setSpacing(spaceXs);
    m_words->addWidget(m_headline);
    m_words->addWidget(m_strip);
    m_words->addWidget(m_window);
    m_words->addSpacing(spaceXs);
    m_words->addWidget(m_why);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(spaceM);
    middle->addWidget(m_gauge, 0, Qt::AlignTop);
    middle->addLayout(m_words, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spaceS);
    layout->addWidget(m_diagram);
    layout->addLayout(middle);
    layout->addStretch();
}

/// Room for two lines of the reason and two of its evidence, which is what they take when the circuit opens.
QWidget *CircuitCard::makeWhy()
{
    auto *why = new QWidget(this);
    auto *layout = new QVBoxLayout(why);
    layout->setContentsMargins({});
    layout->setSpacing(spaceXs);
    layout->addWidget(m_forced);
    layout->addWidget(m_reason);
    layout->addWidget(m_evidence);
    layout->addStretch();
    why->setMinimumHeight(2 * m_reason->fontMetrics().lineSpacing() +
                          2 * m_evidence->fontMetrics().lineSpacing() + spaceXs);
    return why;
}

void CircuitCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeWhy(event->size().width() < wideEnough);
}

void CircuitCard::placeWhy(bool isNarrow)
{
    const bool isBelow = m_words->indexOf(m_why) < 0;
    if (isNarrow == isBelow)
        return;
    auto *column = static_cast<QBoxLayout *>(layout());
    if (isNarrow)
        column->insertWidget(column->count() - 1, m_why); // before what is left over
    else
        m_words->addWidget(m_why);
}

void CircuitCard::show(const health::EndpointSnapshot &endpoint, health::TimePoint now)
{
    const resilience::CircuitView &circuit = endpoint.circuit;
    m_diagram->show(circuit.state, circuit.forced);
    m_reason->setText(circuitReason(endpoint));
    m_reason->setVisible(!m_reason->text().isEmpty());
    m_forced->setText(forcedNote(circuit));
    m_forced->setVisible(!m_forced->text().isEmpty());
    setInk(*m_forced, m_theme.colours().of(resilience::EffectiveState::ForcedOpen).text);
    m_strip->show(shownCircuit(endpoint));
    m_window->setText(windowPhrase(endpoint));
    m_strip->setAccessibleName(tr("Window: %1").arg(m_window->text()));
    tick(endpoint, now);
}

void CircuitCard::forget()
{
    m_diagram->forget();
}

void CircuitCard::tick(const health::EndpointSnapshot &endpoint, health::TimePoint now)
{
    m_gauge->show(shownCircuit(endpoint), now);
    m_evidence->setText(tripEvidence(endpoint, now));
    m_evidence->setVisible(!m_evidence->text().isEmpty());
    const QString headline = circuitHeadline(endpoint, now);
    if (headline != m_headline->text())
        m_headline->setText(headline);
}

} // namespace fusebox::ui
