// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/event_loop.h"

#include <mutex>
#include <unordered_map>
#include <utility>

#include <QThread>
#include <QTimerEvent>

namespace fusebox::resilience {

struct EventLoopTimers::Running
{
    std::mutex mutex = {};
    Id next = 1;
    std::unordered_map<Id, Timer *> timers = {};

    void forget(Id id)
    {
        const std::lock_guard lock(mutex);
        timers.erase(id);
    }
};

/// One shot. Lives in the thread that started it, and is forgotten with it.
class EventLoopTimers::Timer final : public QObject
{
public:
    Timer(std::shared_ptr<Running> running, Id id, std::function<void()> then)
        : m_running(std::move(running))
        , m_id(id)
        , m_then(std::move(then))
    {
        connect(QThread::currentThread(), &QThread::finished, this, &QObject::deleteLater,
                Qt::DirectConnection);
    }
    ~Timer() override { m_running->forget(m_id); }

protected:
    void timerEvent(QTimerEvent *event) override
    {
        killTimer(event->timerId());
        const auto then = std::exchange(m_then, {});
        deleteLater();
        then();
    }

private:
    std::shared_ptr<Running> m_running;
    Id m_id;
    std::function<void()> m_then;
};

EventLoopTimers::EventLoopTimers()
    : m_running(std::make_shared<Running>())
{
}

EventLoopTimers::~EventLoopTimers() = default;

Timers::Id EventLoopTimers::start(Nanoseconds delay, std::function<void()> then)
{
    std::unique_lock lock(m_running->mutex);
    const Id id = m_running->next++;
    auto *timer = new Timer(m_running, id, std::move(then)); // deletes itself: fired, or cancelled
    m_running->timers.emplace(id, timer);
    lock.unlock();
    timer->startTimer(timerMilliseconds(delay), Qt::PreciseTimer);
    return id;
}

void EventLoopTimers::cancel(Id id)
{
    std::unique_lock lock(m_running->mutex);
    const auto found = m_running->timers.find(id);
    if (found == m_running->timers.end())
        return;
    Timer *timer = found->second;
    m_running->timers.erase(found);
    lock.unlock();
    delete timer; // of this thread
}

EventLoop::EventLoop(std::uint64_t seed)
    : m_random(std::make_shared<SharedRandom>(seed))
{
}

/// Whoever holds the random source holds the clock and the timers, too. Jitter has to differ between
/// processes and threads, not to be secret: when the thread asked first, and where it keeps its own, are seed
/// enough.
Environment threadEnvironment()
{
    thread_local const char ownAddress = 0;
    thread_local const auto loop = std::make_shared<EventLoop>(
        static_cast<std::uint64_t>(SteadyClock().now().time_since_epoch().count()) ^
        (reinterpret_cast<std::uintptr_t>(&ownAddress) << 20U));
    Environment environment = loop->environment();
    environment.random = {loop, environment.random.get()};
    return environment;
}

} // namespace fusebox::resilience
