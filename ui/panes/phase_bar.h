// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/probe/contract/phases.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// Where the time of a check went: its phases one under another, each where it began and as long as it took.
class PhaseBar final : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseBar(const Theme &theme, QWidget *parent = nullptr);

    void show(const probe::PhaseTimes &phases);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int rows() const;

    const Theme &m_theme;
    probe::PhaseTimes m_phases;
};

} // namespace fusebox::ui
