// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace fusebox::resilience {

/// Tells an operation that nobody waits for it any more. Copies are one and the same. Thread: any.
class Cancellation
{
public:
    using Id = std::uint64_t;

    Cancellation();

    void cancel();
    [[nodiscard]] bool isCancelled() const;

    /// Calls `then` once, on the thread that cancels; at once if that has happened. What it throws is
    /// dropped.
    Id onCancel(std::function<void()> then) const;
    /// `then` is not called any more; on another thread it may be running still.
    void forget(Id id) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace fusebox::resilience
