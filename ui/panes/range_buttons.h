// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include <QWidget>

class QButtonGroup;

namespace fusebox::ui {

/// How far back the chart looks: 5 min, 1 h, 24 h, 7 d, 30 d.
class RangeButtons final : public QWidget
{
    Q_OBJECT

public:
    explicit RangeButtons(QWidget *parent = nullptr);

    /// Presses the button of this length; none where there is none.
    void setCurrent(std::chrono::nanoseconds length);

Q_SIGNALS:
    void picked(std::chrono::minutes length);

private:
    QButtonGroup *m_group = nullptr;
};

} // namespace fusebox::ui
