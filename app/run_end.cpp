// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_end.h"

#include <QCoreApplication>

namespace fusebox::app {

RunEnd::RunEnd(std::optional<resilience::Nanoseconds> duration)
{
    QObject::connect(&m_termination, &Termination::requested, [] { QCoreApplication::exit(0); });
    QObject::connect(&m_timer, &QTimer::timeout, [] { QCoreApplication::exit(0); });
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    if (duration)
        m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(*duration));
}

} // namespace fusebox::app
