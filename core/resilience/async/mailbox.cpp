// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/mailbox.h"

#include <QThread>

namespace fusebox::resilience {

Mailbox::Mailbox(QObject *receiver)
    : m_state(std::make_shared<State>())
{
    m_state->receiver = receiver;
}

/// Posted inside the lock: the receiver cannot go in between.
void Mailbox::post(std::function<void()> call) const
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->receiver)
        QMetaObject::invokeMethod(m_state->receiver, std::move(call), Qt::QueuedConnection);
}

/// What comes after the call has begun is posted again: nothing is missed.
void Mailbox::postOnce(std::function<void()> call) const
{
    if (m_state->underWay.exchange(true))
        return;
    post([state = m_state, call = std::move(call)] {
        state->underWay = false;
        call();
    });
}

bool Mailbox::isHere() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->receiver && m_state->receiver->thread() == QThread::currentThread();
}

void Mailbox::deliver(std::function<void()> call) const
{
    if (isHere())
        call();
    else
        post(std::move(call));
}

void Mailbox::close() const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->receiver = nullptr;
}

} // namespace fusebox::resilience
