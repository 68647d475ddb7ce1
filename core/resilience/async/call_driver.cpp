// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/call_driver.h"

#include <utility>

#include <QThread>

namespace fusebox::resilience {

CallDriverBase::CallDriverBase(const Pipeline &pipeline, const Environment &environment,
                               const CallTraits &traits, const Cancellation &byCaller)
    : m_environment(environment)
    , m_pipeline(pipeline)
    , m_call(m_pipeline, traits, *this)
    , m_mailbox(this)
    , m_byCaller(byCaller)
{
}

CallDriverBase::~CallDriverBase()
{
    stopTimer();
    m_mailbox.close();
}

bool CallDriverBase::begin()
{
    drive([this] { return isCancelled() ? m_call.cancel(now()) : m_call.start(now()); });
    if (m_call.isOver())
        return true;
    waitForEvents();
    return false;
}

/// Most calls to what is at hand never come here, and are spared the cost.
void CallDriverBase::waitForEvents()
{
    // Where the event loop ends with the thread, nothing would ever end the call.
    connect(
        QThread::currentThread(), &QThread::finished, this, [this] { cancelCall(); }, Qt::DirectConnection);
    watchFuture();
    m_waitsForEvents = true;
    m_byCallerId = m_byCaller.onCancel([this, box = m_mailbox] { box.deliver([this] { cancelCall(); }); });
}

void CallDriverBase::attemptEnded()
{
    if (m_driving)
        return;
    drive([this] {
        if (isCancelled())
            return m_call.cancel(now());
        m_attempt.reset();
        return tellResult(m_call, now());
    });
}

void CallDriverBase::cancelCall()
{
    m_cancelled = true;
    if (!m_driving && !m_call.isOver())
        drive([this] { return m_call.cancel(now()); });
}

void CallDriverBase::resume()
{
    m_woken = true;
    if (!m_driving && !m_call.isOver())
        drive([this] { return whatIsNext().value_or(PipelineCall::Wait{}); });
}

/// Operations, callbacks and listeners run in here, and events come in from them: the flag is up before the
/// first, and what it holds back is looked at when they have returned.
template <class Step>
void CallDriverBase::drive(Step step)
{
    m_driving = true;
    stopTimer();
    for (auto next = std::optional<Next>(step()); next; next = whatIsNext())
        perform(*next);
    m_driving = false;
    restartTimer();
}

void CallDriverBase::perform(const Next &next)
{
    const auto *start = std::get_if<PipelineCall::StartAttempt>(&next);
    if (start || !m_call.attemptRuns())
        giveUpAttempt();
    if (const auto *finish = std::get_if<PipelineCall::Finish>(&next))
        end(*finish);
    else if (start && !isCancelled())
        run(*start);
}

std::optional<PipelineCall::Next> CallDriverBase::whatIsNext()
{
    if (m_call.isOver())
        return {};
    if (isCancelled())
        return m_call.cancel(now());
    if (m_attempt && hasResult()) {
        m_attempt.reset();
        return tellResult(m_call, now());
    }
    const auto deadline = m_call.nextDeadline();
    if (std::exchange(m_woken, false) || (deadline && now() >= *deadline))
        return m_call.resume(now());
    return {};
}

bool CallDriverBase::isCancelled() const
{
    return m_cancelled || m_byCaller.isCancelled() || isFutureCancelled();
}

void CallDriverBase::run(const PipelineCall::StartAttempt &start)
{
    ++m_serial;
    m_attempt.emplace();
    Attempt attempt{.number = start.number, .trial = start.trial, .cancellation = *m_attempt};
    if (start.deadline)
        attempt.deadline = start.deadline->at;
    startAttempt(start, attempt);
}

/// Whatever it still answers is late.
void CallDriverBase::giveUpAttempt()
{
    if (!m_attempt)
        return;
    ++m_serial;
    m_attempt->cancel();
    m_attempt.reset();
}

void CallDriverBase::end(const PipelineCall::Finish &finishing)
{
    m_byCaller.forget(m_byCallerId);
    m_mailbox.close();
    finish(finishing, m_call.report());
    if (m_waitsForEvents)
        deleteLater();
}

void CallDriverBase::restartTimer()
{
    const auto deadline = m_call.nextDeadline();
    if (!deadline)
        return;
    m_timer = m_environment.timers->start(*deadline - now(), [this] {
        m_timer.reset();
        resume();
    });
}

void CallDriverBase::stopTimer()
{
    if (m_timer)
        m_environment.timers->cancel(*m_timer);
    m_timer.reset();
}

Waker CallDriverBase::waker() const
{
    auto *self = const_cast<CallDriverBase *>(this);
    return [self, box = m_mailbox] { box.postOnce([self] { self->resume(); }); };
}

} // namespace fusebox::resilience
