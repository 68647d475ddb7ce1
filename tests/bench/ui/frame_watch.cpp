// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/frame_watch.h"

#include <utility>

#include <QAbstractEventDispatcher>

#include "tests/bench/engine/usage.h"

namespace fusebox::bench {

namespace {

double inMilliseconds(resilience::Nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

WatchedApplication::WatchedApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, this, &WatchedApplication::endFrame);
}

std::vector<WatchedApplication::Frame> WatchedApplication::takeFrames()
{
    return std::exchange(m_frames, {});
}

/// Not each event is timed: one is destroyed, with all that it carried, after it was delivered.
bool WatchedApplication::notify(QObject *receiver, QEvent *event)
{
    if (!m_begin)
        m_begin = {std::chrono::steady_clock::now(), threadCpu()};
    return QApplication::notify(receiver, event);
}

void WatchedApplication::endFrame()
{
    if (!m_begin)
        return;
    m_frames.push_back({inMilliseconds(std::chrono::steady_clock::now() - m_begin->clock),
                        inMilliseconds(threadCpu() - m_begin->cpu)});
    m_begin.reset();
}

} // namespace fusebox::bench
