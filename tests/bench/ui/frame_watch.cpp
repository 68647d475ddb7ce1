// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/frame_watch.h"

#include <utility>

#include "tests/bench/engine/usage.h"

namespace fusebox::bench {

namespace {

using namespace std::chrono_literals;

/// Events that come closer than this follow each other at once.
constexpr auto pause = 300us;

double inMilliseconds(resilience::Nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

std::vector<WatchedApplication::Frame> WatchedApplication::takeFrames()
{
    return std::exchange(m_frames, {});
}

bool WatchedApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0)
        return QApplication::notify(receiver, event);
    ++m_depth;
    const resilience::TimePoint begin = std::chrono::steady_clock::now();
    const auto cpu = threadCpu();
    const bool isHandled = QApplication::notify(receiver, event);
    const resilience::TimePoint end = std::chrono::steady_clock::now();
    if (m_frames.empty() || begin - m_end > pause)
        m_frames.emplace_back();
    m_frames.back().clock += inMilliseconds(end - begin);
    m_frames.back().cpu += inMilliseconds(threadCpu() - cpu);
    m_end = end;
    --m_depth;
    return isHandled;
}

} // namespace fusebox::bench
