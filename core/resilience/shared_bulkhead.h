// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "core/resilience/bulkhead.h"
#include "core/resilience/waker.h"

namespace fusebox::resilience {

/// The Bulkhead of the same methods, to be shared. A call that waits is woken when it has entered, or when a
/// trial call has taken its place in the queue. Thread: any; wakers run outside of the lock, on the thread
/// that caused it.
class SharedBulkhead
{
public:
    using Answer = std::variant<Bulkhead::Entered, Bulkhead::Waiting, Bulkhead::Full>;

    explicit SharedBulkhead(const BulkheadSettings &settings);

    enum class Place : std::uint8_t { Waiting, Entered, Displaced };

    [[nodiscard]] Answer enter(bool trial, const Waker &waker);
    /// What has become of a call that had to wait. One that was displaced has no place to leave; it cancels.
    [[nodiscard]] Place placeOf(Bulkhead::Ticket ticket) const;
    void leave();
    /// A waiting call gives up, whether or not it has entered or was displaced in the meantime.
    void cancel(Bulkhead::Ticket ticket);
    void setSettings(const BulkheadSettings &settings);
    [[nodiscard]] int running() const;
    [[nodiscard]] std::size_t waiting() const;

private:
    [[nodiscard]] Waker takeWaker(std::optional<Bulkhead::Ticket> ticket);

    mutable std::mutex m_mutex;
    Bulkhead m_bulkhead;
    std::map<Bulkhead::Ticket, Waker> m_wakers = {}; ///< of the calls that wait
    std::set<Bulkhead::Ticket> m_displaced = {};     ///< which do not know it yet
};

} // namespace fusebox::resilience
