// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTimer>

#include "app/termination.h"
#include "core/resilience/time.h"

namespace fusebox::app {

/// Quits the application in order when its time is over or a termination signal comes.
class RunEnd
{
public:
    explicit RunEnd(std::optional<resilience::Nanoseconds> duration);

private:
    Termination m_termination;
    QTimer m_timer;
};

} // namespace fusebox::app
