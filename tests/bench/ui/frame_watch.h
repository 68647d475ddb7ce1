// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QApplication>

#include "core/resilience/time.h"

namespace fusebox::bench {

/// The application, watching how long it is busy without a pause: events that follow each other at once (an
/// update and the painting that it calls for) are one frame, in which no key is heard and nothing else moves.
class WatchedApplication final : public QApplication
{
    Q_OBJECT

public:
    using QApplication::QApplication;

    struct Frame
    {
        double clock = 0; ///< milliseconds from its begin to its end
        double cpu = 0;   ///< milliseconds of the thread's CPU, in which what else the machine does is not
    };
    /// Those since the last call.
    [[nodiscard]] std::vector<Frame> takeFrames();

    bool notify(QObject *receiver, QEvent *event) override;

private:
    int m_depth = 0;
    resilience::TimePoint m_end = {}; ///< of the last event
    std::vector<Frame> m_frames;
};

} // namespace fusebox::bench
