// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/loop/epoll_dispatcher.h"

#include <cerrno>
#include <cstring>
#include <sys/eventfd.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QThread>

namespace fusebox::probe {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

EpollDispatcher::EpollDispatcher()
    : m_waker(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_waker < 0)
        qFatal("no eventfd: %s", std::strerror(errno));
    m_descriptors.addWaker(m_waker);
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(m_waker);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_isInterrupted = false;
    m_isAwake = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (m_isInterrupted)
        return false;
    const int wait = timeToWait(flags);
    if (wait != 0)
        Q_EMIT aboutToBlock();
    m_descriptors.apply();
    m_descriptors.wait(wait);
    if (wait != 0)
        Q_EMIT awake();
    bool isActive = false;
    if (!flags.testFlag(QEventLoop::ExcludeSocketNotifiers))
        isActive |= activateNotifiers();
    if (!flags.testFlag(QEventLoop::X11ExcludeTimers))
        isActive |= fireTimers();
    return isActive || m_isAwake;
}

int EpollDispatcher::timeToWait(QEventLoop::ProcessEventsFlags flags) const
{
    if (!flags.testFlag(QEventLoop::WaitForMoreEvents) || m_isAwake)
        return 0;
    const auto next = m_timers.next();
    return next && !flags.testFlag(QEventLoop::X11ExcludeTimers)
               ? resilience::timerMilliseconds(*next, steady_clock::now())
               : -1;
}

/// Handlers may add and remove notifiers, and run a loop of their own, after which what was ready is not any
/// more.
bool EpollDispatcher::activateNotifiers()
{
    bool isActive = false;
    for (std::size_t n = 0; n < m_descriptors.readyCount(); ++n) {
        if (m_descriptors.isWaker(n)) {
            drainWaker();
            continue;
        }
        for (const auto kind : WatchedDescriptors::kinds) {
            if (auto *notifier = m_descriptors.ready(n, kind)) {
                QEvent event(QEvent::SockAct);
                QCoreApplication::sendEvent(notifier, &event);
                isActive = true;
            }
        }
    }
    return isActive;
}

void EpollDispatcher::drainWaker()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto size = ::read(m_waker, &count, sizeof count);
}

bool EpollDispatcher::fireTimers()
{
    if (const auto next = m_timers.next(); !next || *next > steady_clock::now())
        return false;
    const auto now = steady_clock::now();
    for (const int id : m_timers.dueAt(now)) {
        if (QObject *object = m_timers.begin(id, now)) {
            QTimerEvent event(id);
            QCoreApplication::sendEvent(object, &event);
            m_timers.end(id);
        }
    }
    return true;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    m_descriptors.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    m_descriptors.remove(notifier);
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    m_timers.add({.info = TimerInfo(timerId, static_cast<int>(interval), timerType), .object = object},
                 steady_clock::now() + milliseconds(interval));
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return m_timers.remove(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.removeAll(object);
}

QList<EpollDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto due = m_timers.dueOf(timerId);
    return due ? resilience::timerMilliseconds(*due, steady_clock::now()) : -1;
}

/// Our own thread is awake, and looks before it waits.
void EpollDispatcher::wakeUp()
{
    if (m_isAwake.exchange(true) || QThread::currentThread() == thread())
        return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto size = ::write(m_waker, &one, sizeof one);
}

int watchRefusal(int descriptor)
{
    const auto *ours = qobject_cast<EpollDispatcher *>(QAbstractEventDispatcher::instance());
    return ours ? ours->refusalOf(descriptor) : 0; // Qt's own polls whatever it is given
}

void EpollDispatcher::interrupt()
{
    m_isInterrupted = true;
    wakeUp();
}

} // namespace fusebox::probe
