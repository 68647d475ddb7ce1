// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

#include <QThread>

#include "core/health/monitor/call_target.h"

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
        m_target.moveToThread(&m_thread);
        m_thread.start();
        m_target.callAndWait([&] { m_object = std::make_unique<T>(std::forward<Args>(args)...); });
    }
    ~OnThread()
    {
        m_target.callAndWait([this] { m_object.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    T *operator->() const { return m_object.get(); }

private:
    QThread m_thread;
    health::CallTarget m_target;
    std::unique_ptr<T> m_object;
};

} // namespace fusebox::testing
