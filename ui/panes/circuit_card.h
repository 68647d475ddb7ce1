// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/health/values/snapshot.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QLabel;

namespace fusebox::ui {

class CircuitDiagram;
class CircuitGauge;
class WindowStrip;

/// A circuit as a person needs it: where it stands, what happens next and when, why, and what its window
/// holds. Its height is the same whether the circuit is open or closed, so that nothing below it moves. Why
/// it is as it is stands beside the gauge, or below it where that leaves too few letters to a line.
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

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeWhy();
    void placeWhy(bool isNarrow);

    const Theme &m_theme;
    CircuitDiagram *m_diagram = nullptr;
    CircuitGauge *m_gauge = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_reason = nullptr;
    QLabel *m_evidence = nullptr;
    QLabel *m_forced = nullptr;
    WindowStrip *m_strip = nullptr;
    QLabel *m_window = nullptr;
    QBoxLayout *m_words = nullptr; ///< beside the gauge
    QWidget *m_why = nullptr;
};

} // namespace fusebox::ui
