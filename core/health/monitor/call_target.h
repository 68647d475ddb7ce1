// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

namespace fusebox::health {

/// Runs functions on the thread it lives on, while the caller waits. Like a blocking queued call, but what is
/// handed over is kept under a lock of ours, so that ThreadSanitizer sees the order also where Qt is not
/// instrumented. Thread: callAndWait() from one thread at a time, never from its own, and only while its
/// event loop runs.
class CallTarget final : public QObject
{
public:
    void callAndWait(const std::function<void()> &function)
    {
        std::unique_lock lock(m_mutex);
        m_function = &function;
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        m_changed.wait(lock, [this] { return !m_function; });
    }

protected:
    void customEvent(QEvent *) override
    {
        const std::lock_guard lock(m_mutex);
        (*m_function)();
        m_function = nullptr;
        m_changed.notify_one();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    const std::function<void()> *m_function = nullptr;
};

} // namespace fusebox::health
