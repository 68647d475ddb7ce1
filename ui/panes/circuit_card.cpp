// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/circuit_card.h"

#include <QBoxLayout>

#include "ui/panes/circuit_diagram.h"
#include "ui/panes/circuit_gauge.h"
#include "ui/panes/text_labels.h"
#include "ui/panes/window_strip.h"
#include "ui/text/overview.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

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
    m_reason->setObjectName(QStringLiteral("circuitReason"));
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_evidence->setObjectName(QStringLiteral("tripEvidence"));
    m_evidence->setWordWrap(true);
    m_forced->setObjectName(QStringLiteral("forcedNote"));
    m_forced->setWordWrap(true);
    m_window->setObjectName(QStringLiteral("windowPhrase"));
    m_window->setWordWrap(true);

    auto *words = new QVBoxLayout;
    words->setSpacing(spaceXs);
    words->addStretch();
    words->addWidget(m_headline);
    words->addWidget(m_forced);
    words->addWidget(m_reason);
    words->addWidget(m_evidence);
    words->addSpacing(spaceXs);
    words->addWidget(m_strip);
    words->addWidget(m_window);
    words->addStretch();
    auto *middle = new QHBoxLayout;
    middle->setSpacing(spaceM);
    middle->addWidget(m_gauge, 0, Qt::AlignTop);
    middle->addLayout(words, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spaceS);
    layout->addWidget(m_diagram);
    layout->addLayout(middle);
    layout->addStretch();
}

void CircuitCard::show(const resilience::CircuitView &circuit, resilience::TimePoint now)
{
    m_diagram->show(circuit.state, circuit.forced);
    m_reason->setText(circuitReason(circuit));
    m_reason->setVisible(!m_reason->text().isEmpty());
    m_forced->setText(forcedNote(circuit));
    m_forced->setVisible(!m_forced->text().isEmpty());
    setInk(*m_forced, m_theme.colours().of(resilience::EffectiveState::ForcedOpen).text);
    m_strip->show(circuit);
    m_window->setText(windowPhrase(circuit));
    tick(circuit, now);
}

void CircuitCard::forget()
{
    m_diagram->forget();
}

void CircuitCard::tick(const resilience::CircuitView &circuit, resilience::TimePoint now)
{
    m_gauge->show(circuit, now);
    m_evidence->setText(tripEvidence(circuit, now));
    m_evidence->setVisible(!m_evidence->text().isEmpty());
    const QString headline = circuitHeadline(circuit, now);
    if (headline != m_headline->text())
        m_headline->setText(headline);
}

} // namespace fusebox::ui
