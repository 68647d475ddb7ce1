// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

namespace fusebox::ui {

/// When a window brings up to date what moves with time alone. Stands still until it is told to run.
class Pace final : public QObject
{
    Q_OBJECT

public:
    Pace();

    void run(bool on);

Q_SIGNALS:
    /// Ten times a second: countdowns. Every fifth is `slow`: traces, and what is told to the second or less.
    void ticked(bool slow);
    /// Once a second: the order of the rows, so that they can be read and hit in between.
    void orderDue();

private:
    void tick();

    QTimer m_tick;
    QTimer m_order;
    int m_ticks = 0;
};

} // namespace fusebox::ui
