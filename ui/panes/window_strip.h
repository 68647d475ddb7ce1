// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What the circuit's window holds, as one bar: succeeded, slow, failed, each as wide as its share.
class WindowStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit WindowStrip(const Theme &theme, QWidget *parent = nullptr);

    void show(const resilience::WindowCounts &window);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    resilience::WindowCounts m_window;
};

} // namespace fusebox::ui
