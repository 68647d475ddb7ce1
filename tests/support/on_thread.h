// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

#include <QThread>

namespace fusebox::testing {

/// An object made, living and destroyed on a thread of its own: a server that answers while the test's thread
/// is busy. Only what the object documents as callable from any thread may be called on it.
template <typename T>
class OnThread
{
public:
    template <typename... Args>
    explicit OnThread(Args &&...args)
    {
        m_context.moveToThread(&m_thread);
        m_thread.start();
        run([&] { m_object = std::make_unique<T>(std::forward<Args>(args)...); });
    }
    ~OnThread()
    {
        run([this] { m_object.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    T *operator->() const { return m_object.get(); }

private:
    template <typename Action>
    void run(Action action)
    {
        QMetaObject::invokeMethod(&m_context, action, Qt::BlockingQueuedConnection);
    }

    QThread m_thread;
    QObject m_context;
    std::unique_ptr<T> m_object;
};

} // namespace fusebox::testing
