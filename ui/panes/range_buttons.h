// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include <QWidget>

namespace fusebox::ui {

/// How far back the chart looks: 1, 5 or 15 minutes.
class RangeButtons final : public QWidget
{
    Q_OBJECT

public:
    explicit RangeButtons(std::chrono::minutes current, QWidget *parent = nullptr);

Q_SIGNALS:
    void picked(std::chrono::minutes length);
};

} // namespace fusebox::ui
