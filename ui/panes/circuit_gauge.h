// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// A ring about the one figure that matters in a state: the time to the next trial, trials succeeded,
/// failures on the way to tripping.
class CircuitGauge final : public QWidget
{
    Q_OBJECT

public:
    explicit CircuitGauge(const Theme &theme, QWidget *parent = nullptr);

    void show(const resilience::CircuitView &circuit, resilience::TimePoint now);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Reading
    {
        double share = 0; ///< of the ring that is filled, in [0, 1]
        QString figure = {};
        QString subject = {}; ///< what the figure is of, in words
        resilience::EffectiveState state = resilience::EffectiveState::Closed;

        bool operator==(const Reading &) const = default;
    };
    [[nodiscard]] static Reading readingOf(const resilience::CircuitView &circuit, resilience::TimePoint now);
    [[nodiscard]] static Reading closedReading(const resilience::CircuitView &circuit);
    [[nodiscard]] static Reading ruleReading(const resilience::RuleReading &rule);
    [[nodiscard]] const Tone &tone() const;

    const Theme &m_theme;
    Reading m_reading;
};

} // namespace fusebox::ui
