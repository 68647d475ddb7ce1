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

void Mailbox::deliver(std::function<void()> call) const
{
    std::unique_lock lock(m_state->mutex);
    const bool here = m_state->receiver && m_state->receiver->thread() == QThread::currentThread();
    lock.unlock();
    if (here)
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
