// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The three states of a circuit and the ways between them, the current one lit. A forced state leaves the
/// one its rules compute outlined only: both can be seen, and which one rules.
class CircuitDiagram final : public QWidget
{
    Q_OBJECT

public:
    explicit CircuitDiagram(const Theme &theme, QWidget *parent = nullptr);

    void show(resilience::CircuitState computed, resilience::ForcedState forced);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QRectF nodeRect(int place) const;
    void paintNode(QPainter &painter, int place) const;
    void paintWays(QPainter &painter) const;

    const Theme &m_theme;
    resilience::CircuitState m_computed = resilience::CircuitState::Closed;
    resilience::ForcedState m_forced = resilience::ForcedState::None;
};

} // namespace fusebox::ui
