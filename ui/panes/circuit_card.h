// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/health/snapshot.h"
#include "ui/theme/theme.h"

class QLabel;

namespace fusebox::ui {

class CircuitDiagram;
class CircuitGauge;
class WindowStrip;

/// A circuit as a person needs it: where it stands, what happens next and when, why, and what its window
/// holds. Its height is the same whether the circuit is open or closed, so that nothing below it moves.
class CircuitCard final : public QWidget
{
    Q_OBJECT

public:
    explicit CircuitCard(const Theme &theme, QWidget *parent = nullptr);

    void show(const health::EndpointSnapshot &endpoint, health::TimePoint now);
    /// What is shown next is another endpoint's circuit.
    void forget();
    /// Moves on what moves with time.
    void tick(const health::EndpointSnapshot &endpoint, health::TimePoint now);

private:
    [[nodiscard]] QWidget *makeWhy();

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
