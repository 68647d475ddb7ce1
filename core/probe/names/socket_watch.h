// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>

#include "core/probe/loop/notifier.h"

namespace fusebox::probe {

/// Sockets of a library that leaves waiting for them to this thread's event loop. Thread: one with an event
/// loop.
class SocketWatch
{
public:
    static constexpr int none = -1;
    /// One of the two is the descriptor on which something can be done, the other is none.
    using Ready = std::function<void(int readable, int writable)>;

    explicit SocketWatch(Ready ready);

    /// From here on, or no more if neither is wanted.
    void watch(int descriptor, bool readable, bool writable);

private:
    struct Notifiers
    {
        Notifier readable;
        Notifier writable;
    };
    [[nodiscard]] Notifiers notifiersOf(int descriptor) const;

    Ready m_ready;
    std::map<int, Notifiers> m_watched;
};

} // namespace fusebox::probe
