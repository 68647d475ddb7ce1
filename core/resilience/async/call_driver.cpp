// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/call_driver.h"

#include <QThread>

namespace fusebox::resilience {

CallDriverBase::CallDriverBase(const Pipeline &pipeline, const Environment &environment,
                               const CallTraits &traits)
    : m_environment(environment)
    , m_pipeline(pipeline)
    , m_call(m_pipeline, traits, *this)
    , m_mailbox(this)
{
    // Where the event loop ends with the thread, nothing would ever end the call.
    connect(
        QThread::currentThread(), &QThread::finished, this, [this] { cancelCall(); }, Qt::DirectConnection);
}

CallDriverBase::~CallDriverBase()
{
    stopTimer();
    m_mailbox.close();
}

void CallDriverBase::begin(const Cancellation &byCaller)
{
    m_byCaller = byCaller;
    if (byCaller.isCancelled())
        return drive(m_call.cancel(now()));
    m_byCallerId = byCaller.onCancel([this, box = m_mailbox] { box.deliver([this] { cancelCall(); }); });
    drive(m_call.start(now()));
}

/// Where the attempt ended before it had even returned, the loop that started it finds the result itself.
void CallDriverBase::attemptEnded()
{
    if (m_driving)
        return;
    if (isFutureCancelled())
        return cancelCall();
    m_attempt.reset();
    drive(tellResult(m_call, now()));
}

void CallDriverBase::cancelCall()
{
    m_cancelled = true;
    if (!m_driving && !m_call.isOver())
        drive(m_call.cancel(now()));
}

/// A caller's cancel beats a timer that has fired.
void CallDriverBase::resume()
{
    if (m_driving || m_call.isOver())
        return;
    if (isFutureCancelled())
        return cancelCall();
    drive(m_call.resume(now()));
}

void CallDriverBase::drive(PipelineCall::Next next)
{
    m_driving = true;
    stopTimer();
    for (bool goesOn = true; goesOn;) {
        if (m_cancelled && !m_call.isOver())
            next = m_call.cancel(now());
        auto following = act(next);
        goesOn = following || (m_cancelled && !m_call.isOver());
        if (following)
            next = std::move(*following);
    }
    m_driving = false;
    restartTimer();
}

std::optional<PipelineCall::Next> CallDriverBase::act(const PipelineCall::Next &next)
{
    const auto *start = std::get_if<PipelineCall::StartAttempt>(&next);
    if (start || !m_call.attemptRuns())
        giveUpAttempt();
    if (const auto *finish = std::get_if<PipelineCall::Finish>(&next)) {
        end(*finish);
        return {};
    }
    if (start) {
        run(*start);
        if (hasResult()) {
            m_attempt.reset();
            return tellResult(m_call, now());
        }
    }
    const auto deadline = m_call.nextDeadline();
    const bool due = deadline && now() >= *deadline;
    return due && !m_cancelled ? std::optional(m_call.resume(now())) : std::nullopt;
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
    return [self, box = m_mailbox] { box.post([self] { self->resume(); }); };
}

} // namespace fusebox::resilience
