// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QApplication>

#include "core/resilience/time.h"

namespace fusebox::bench {

/// The application, watching how long each turn of its loop is busy: from the first event until the loop
/// would wait for the next, or looks for keys before it goes on. An update, what it makes happen at once and
/// the freeing of what it brought are one frame, in which no key is heard and nothing else moves.
class WatchedApplication final : public QApplication
{
    Q_OBJECT

public:
    WatchedApplication(int &argc, char **argv);

    struct Frame
    {
        double clock = 0; ///< milliseconds from its begin to its end
        double cpu = 0;   ///< milliseconds of the thread's CPU, in which what else the machine does is not
    };
    /// Those that have ended since the last call.
    [[nodiscard]] std::vector<Frame> takeFrames();

    bool notify(QObject *receiver, QEvent *event) override;

private:
    struct Begin
    {
        resilience::TimePoint clock = {};
        resilience::Nanoseconds cpu = {};
    };
    void endFrame();

    std::optional<Begin> m_begin; ///< of the frame under way
    std::vector<Frame> m_frames;
};

} // namespace fusebox::bench
