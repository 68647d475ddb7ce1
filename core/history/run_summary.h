// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include "core/health/values/snapshot.h"
#include "core/history/sparse_histogram.h"
#include "core/history/uptime.h"

namespace fusebox::history {

/// What a run has found out about one endpoint. A WebSocket's checks are its pings.
struct EndpointSummary
{
    settings::EndpointId id = {};
    Nanoseconds known{0}; ///< since it was first heard of
    Nanoseconds up{0};
    Nanoseconds measured{0};
    std::uint64_t checks = 0; ///< those that were made and count
    std::uint64_t failures = 0;
    std::optional<Nanoseconds> p50 = {}; ///< of the answers
    std::optional<Nanoseconds> p95 = {};
    std::optional<Nanoseconds> p99 = {};

    /// In [0, 1]; none if nothing was measured.
    [[nodiscard]] std::optional<double> upShare() const;
    [[nodiscard]] Nanoseconds gaps() const { return known - measured; }

    bool operator==(const EndpointSummary &) const = default;
};

/// Adds up a run, of all endpoints that it knew; 2 KiB each.
class RunSummary
{
public:
    void apply(const health::MonitorUpdate &update);

    /// In the order in which they were first heard of.
    [[nodiscard]] std::vector<EndpointSummary> at(TimePoint now) const;

private:
    struct Account
    {
        settings::EndpointId id;
        TimePoint since;
        Nanoseconds hold{0}; ///< see holdOf()
        Uptime uptime = {};
        HistogramSum latencies = {};
        std::uint64_t checks = 0;
        std::uint64_t failures = 0;

        void add(const health::Event &event);
    };

    Account &accountOf(const health::EndpointSnapshot &snapshot, TimePoint now);

    std::vector<Account> m_accounts;
    std::unordered_map<settings::EndpointId, std::size_t> m_places; ///< in m_accounts
};

} // namespace fusebox::history
