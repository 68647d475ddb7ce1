// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What the circuit's window holds: a cell for each call, its outcome said by shape and colour, failures
/// first; or where they are too many, one bar with the share of each. While half-open, the trial calls: a
/// cell for each success that is needed, the calls under way outlined.
class WindowStrip final : public QWidget
{
    Q_OBJECT

public:
    enum class Cell : std::uint8_t { Failure, Slow, Success, Running, Wanted };

    explicit WindowStrip(const Theme &theme, QWidget *parent = nullptr);

    void show(const resilience::CircuitView &circuit);
    /// Empty where they are too many.
    [[nodiscard]] const std::vector<Cell> &cells() const { return m_cells; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void paintCell(QPainter &painter, const QRectF &rect, Cell cell) const;
    void paintShares(QPainter &painter) const;

    const Theme &m_theme;
    resilience::CircuitState m_state = resilience::CircuitState::Closed;
    resilience::WindowCounts m_window;
    int m_running = 0;   ///< trials
    int m_succeeded = 0; ///< trials
    int m_needed = 0;    ///< successes of trials
    std::vector<Cell> m_cells;
};

} // namespace fusebox::ui
