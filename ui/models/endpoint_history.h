// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <unordered_map>

#include <QString>

#include "core/health/snapshot.h"
#include "ui/models/sample_series.h"
#include "ui/models/uptime.h"

namespace fusebox::ui {

/// A transition as a person reads it: when, and the record that explains it.
struct TransitionEntry
{
    health::Moment at = {};
    resilience::TransitionRecord record = {};
};

/// What the window remembers of one endpoint.
struct EndpointHistory
{
    static constexpr std::size_t maxTransitions = 500;

    SampleSeries samples = {};
    Uptime uptime = {};
    Nanoseconds hold{0}; ///< how long a check speaks for the time after it: until the next one can be over
    std::deque<TransitionEntry> transitions = {}; ///< oldest first
    std::uint64_t transitionsEver = 0;            ///< those no longer kept included
};

/// The histories of all endpoints, fed by the events of updates. Addresses stay valid until an endpoint is
/// removed.
class HistoryStore
{
public:
    void apply(const health::MonitorUpdate &update);
    /// Null for an endpoint of which nothing has been heard.
    [[nodiscard]] const EndpointHistory *find(const health::EndpointId &id) const;

private:
    void add(const health::Event &event);

    std::unordered_map<health::EndpointId, EndpointHistory> m_histories;
};

} // namespace fusebox::ui
