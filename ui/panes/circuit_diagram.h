// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>
#include <QVariantAnimation>
#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The three states of a circuit and the ways between them, the current one lit. A forced state is a
/// node of its own, lit beside them, and leaves the one that the rules compute outlined only: both can be
/// seen, and which one rules. A transition just taken runs along its way, unless motion is unwanted.
class CircuitDiagram final : public QWidget
{
    Q_OBJECT

public:
    explicit CircuitDiagram(const Theme &theme, QWidget *parent = nullptr);

    void show(resilience::CircuitState computed, resilience::ForcedState forced);
    /// What comes next is another circuit's: nothing moved.
    void forget();
    [[nodiscard]] bool isMoving() const { return m_motion.state() == QAbstractAnimation::Running; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QRectF nodeRect(int place) const;
    [[nodiscard]] QRectF forcedRect() const;
    [[nodiscard]] bool isForced() const;
    [[nodiscard]] qreal way() const;
    void paintNode(QPainter &painter, int place) const;
    void paintForced(QPainter &painter) const;
    void paintBox(QPainter &painter, const QRectF &rect, resilience::EffectiveState state, const QPen &border,
                  bool lit) const;
    void paintWays(QPainter &painter) const;
    void move(resilience::CircuitState from);
    void paintMotion(QPainter &painter) const;
    [[nodiscard]] QPainterPath returnWay() const;
    [[nodiscard]] QPainterPath wayBetween(resilience::CircuitState from, resilience::CircuitState to) const;

    const Theme &m_theme;
    QVariantAnimation m_motion; ///< from 0 to 1 along the way taken
    resilience::CircuitState m_before = resilience::CircuitState::Closed;
    bool m_isNew = true;
    resilience::CircuitState m_computed = resilience::CircuitState::Closed;
    resilience::ForcedState m_forced = resilience::ForcedState::None;
};

} // namespace fusebox::ui
