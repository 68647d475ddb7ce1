// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/timed_transitions.h"

#include <set>

#include <QPointer>

#include "core/resilience/async/mailbox.h"
#include "core/resilience/due_times.h"

namespace fusebox::resilience {

namespace {

using Find = std::function<std::shared_ptr<Circuit>(const std::string &)>;

/// Circuits that have moved in other threads and are to be looked at; each is in it once, however fast it
/// moves.
class Moved
{
public:
    void add(const std::string &name)
    {
        const std::lock_guard lock(m_mutex);
        m_names.insert(name);
    }
    [[nodiscard]] std::set<std::string> takeAll()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_names, {});
    }

private:
    std::mutex m_mutex;
    std::set<std::string> m_names = {};
};

Find findIn(Registry &registry)
{
    return [&registry](const std::string &name) { return registry.known(name); };
}

} // namespace

/// Knows when each circuit is due next, and keeps one timer for the first of them.
class TimedTransitions::Worker final : public QObject
{
public:
    Worker(Find find, const Environment &environment)
        : m_find(std::move(find))
        , m_environment(environment)
        , m_mailbox(this)
    {
    }
    ~Worker() override
    {
        m_mailbox.close();
        stopTimer();
    }

    /// What to call, in any thread, when a circuit has moved.
    [[nodiscard]] std::function<void(const std::string &)> notifier()
    {
        return [this, box = m_mailbox, moved = m_moved](const std::string &name) {
            if (box.isHere())
                return look(name);
            moved->add(name);
            box.postOnce([this] {
                for (const std::string &other : m_moved->takeAll())
                    look(other);
            });
        };
    }

    void look(const std::string &name)
    {
        const auto circuit = m_find(name);
        m_due.set(name, circuit ? circuit->nextDeadline() : std::nullopt);
        restartTimer();
    }

private:
    void restartTimer()
    {
        const auto first = m_due.next();
        if (m_timer && first == m_timerAt)
            return;
        stopTimer();
        m_timerAt = first;
        if (!first)
            return;
        const auto wait = saturatingDifference(*first, m_environment.clock->now());
        m_timer = m_environment.timers->start(wait, [this] {
            m_timer.reset();
            fire();
        });
    }

    void stopTimer()
    {
        if (m_timer)
            m_environment.timers->cancel(*m_timer);
        m_timer.reset();
    }

    /// Only what is due at this moment: what becomes due by that comes in a turn of its own. A listener may
    /// take us along.
    void fire()
    {
        const TimePoint now = m_environment.clock->now();
        const QPointer<Worker> here(this);
        for (const std::string &name : m_due.dueAt(now)) {
            if (const auto circuit = m_find(name))
                circuit->advance();
            if (!here)
                return;
            look(name);
        }
        restartTimer(); // it may have fired too early
    }

    const Find m_find;
    const Environment m_environment;
    Mailbox m_mailbox;
    const std::shared_ptr<Moved> m_moved = std::make_shared<Moved>();
    DueTimes<std::string> m_due = {};
    std::optional<Timers::Id> m_timer = {};
    std::optional<TimePoint> m_timerAt = {};
};

TimedTransitions::TimedTransitions(std::shared_ptr<Circuit> circuit, const Environment &environment)
    : m_worker(std::make_unique<Worker>([circuit](const std::string &) { return circuit; }, environment))
{
    const auto id = circuit->subscribe(
        [notify = m_worker->notifier(), name = circuit->name()](const TransitionRecord &) { notify(name); });
    m_unsubscribe = [circuit, id] { circuit->unsubscribe(id); };
    m_worker->look(circuit->name());
}

TimedTransitions::TimedTransitions(Registry &registry, const Environment &environment)
    : m_worker(std::make_unique<Worker>(findIn(registry), environment))
{
    const auto id = registry.subscribe(
        [notify = m_worker->notifier()](const Registry::Event &event) { notify(event.circuit); });
    m_unsubscribe = [&registry, id] { registry.unsubscribe(id); };
    for (const CircuitReport &report : registry.snapshot())
        m_worker->look(report.name);
}

TimedTransitions::~TimedTransitions()
{
    m_unsubscribe();
}

} // namespace fusebox::resilience
