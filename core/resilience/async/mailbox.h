// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include <QObject>

namespace fusebox::resilience {

/// Brings calls from any thread to an object's own, as long as the object is there; then they are dropped.
/// Copies are one and the same. Thread: any; close() in the object's.
class Mailbox
{
public:
    explicit Mailbox(QObject *receiver);

    /// Runs `call` in the receiver's event loop.
    void post(std::function<void()> call) const;
    /// The same, unless a call posted so is under way already.
    void postOnce(std::function<void()> call) const;
    /// True in the receiver's thread, while the receiver is there.
    [[nodiscard]] bool isHere() const;
    /// Runs `call` at once where this is the receiver's thread, else in its event loop.
    void deliver(std::function<void()> call) const;
    void close() const;

private:
    struct State
    {
        std::mutex mutex = {};
        QObject *receiver = nullptr;
        std::atomic<bool> underWay = false; ///< what postOnce() has posted
    };

    std::shared_ptr<State> m_state;
};

} // namespace fusebox::resilience
