// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

class QLabel;

namespace fusebox::ui {

class CircuitDiagram;
class CircuitGauge;
class WindowStrip;

/// A circuit as a person needs it: where it stands, what happens next and when, why, and what its window
/// holds.
class CircuitCard final : public QWidget
{
    Q_OBJECT

public:
    explicit CircuitCard(const Theme &theme, QWidget *parent = nullptr);

    void show(const resilience::CircuitView &circuit, resilience::TimePoint now);
    /// What is shown next is another endpoint's circuit.
    void forget();
    /// Moves on what moves with time.
    void tick(const resilience::CircuitView &circuit, resilience::TimePoint now);

private:
    const Theme &m_theme;
    CircuitDiagram *m_diagram = nullptr;
    CircuitGauge *m_gauge = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_reason = nullptr;
    QLabel *m_evidence = nullptr;
    QLabel *m_forced = nullptr;
    WindowStrip *m_strip = nullptr;
    QLabel *m_window = nullptr;
};

} // namespace fusebox::ui
