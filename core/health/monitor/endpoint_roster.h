// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <unordered_map>

#include "core/health/endpoint/endpoint.h"
#include "core/resilience/due_times.h"

namespace fusebox::health {

/// The endpoints of a monitor: when each is due, which have changed, and how many have each status, kept up
/// as they change, so that no question asks them all. Thread: the monitor's.
class EndpointRoster
{
public:
    /// `observer`, which outlives it, is told what an endpoint tells, and that takeChanged(), overall() or
    /// nextDue() may have another answer.
    EndpointRoster(const EndpointServices &services, EndpointObserver &observer);
    ~EndpointRoster();
    Q_DISABLE_COPY_MOVE(EndpointRoster)

    /// False: the id is taken.
    bool add(const settings::EndpointConfig &config);
    /// False: there is none.
    bool remove(const settings::EndpointId &id);
    /// Null: there is none.
    [[nodiscard]] Endpoint *find(const settings::EndpointId &id) const;

    /// In no order. `visit` must not add or remove.
    void forEach(const std::function<void(Endpoint &)> &visit) const;

    [[nodiscard]] std::optional<TimePoint> nextDue() { return m_due.next(); }
    /// Serves each endpoint that is due, once, so that none can keep the loop from its sockets.
    void serveDue(TimePoint now);

    /// Of those that have changed since the last time, in the order of their first change.
    [[nodiscard]] std::vector<EndpointSnapshot> takeChanged();
    [[nodiscard]] OverallStatus overall() const;

private:
    /// One endpoint and what is known of it, so that what it tells is looked up nowhere.
    class Entry;
    using Key = std::uint64_t; ///< of an endpoint; one that is added later has a larger one

    void noteChange(Entry &entry);

    EndpointServices m_services;
    EndpointObserver &m_observer;
    resilience::DueTimes<Key, std::unordered_map<Key, TimePoint>> m_due;
    Key m_lastKey = 0;
    OverallStatus m_counts; ///< but for the status, which is made of them
    std::vector<Entry *> m_changed;
    std::unordered_map<Key, Entry *> m_byKey;
    std::unordered_map<settings::EndpointId, std::unique_ptr<Entry>>
        m_entries; ///< last: endpoints use all of the above until they are gone
};

} // namespace fusebox::health
