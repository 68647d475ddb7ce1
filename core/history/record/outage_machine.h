// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/health/values/snapshot.h"
#include "core/history/record/outage_record.h"

namespace fusebox::history {

/// Whether what an endpoint has to say for itself is a fault. That a certificate expires soon is none yet,
/// and what a person did (forced open, disabled) never is.
[[nodiscard]] bool isFault(const std::vector<health::StatusReason> &reasons);

/// Which outages there are: one begins when an endpoint becomes unhealthy, or has been degraded for a minute,
/// and ends when all that it hit have recovered, are paused or removed. Those of an incident are one. A pure
/// machine, in times of day; `at` never goes back but by move(). Thread: one at a time.
class OutageMachine
{
public:
    static constexpr std::chrono::milliseconds mostDegraded = std::chrono::minutes(1);
    /// Endpoints of an outage of an earlier run that nobody has heard of by then are gone.
    static constexpr std::chrono::milliseconds mostUnseen = std::chrono::minutes(1);

    /// `lasting`: of an earlier run; they go on.
    explicit OutageMachine(std::vector<OutageRecord> lasting = {});

    /// As it is now: what it is degraded by may change while the status does not.
    void see(health::WallTime at, const health::EndpointSnapshot &snapshot);
    void add(health::WallTime at, const health::Event &event);
    void remove(health::WallTime at, const settings::EndpointId &id);
    void advance(health::WallTime now);
    /// The clock was set, or the machine slept: what was now is later, or earlier, by so much.
    void move(std::chrono::milliseconds by);

    struct Changes
    {
        std::vector<OutageRecord> changed = {};
        std::vector<MergedOutage> merged = {};
    };
    /// What has become of outages since it was asked the last time.
    [[nodiscard]] Changes take();

private:
    struct Common
    {
        health::CommonCause cause = {};
        std::set<settings::EndpointId> members = {};
        std::optional<std::int64_t> outage = {}; ///< that lasts
    };
    using Place = std::map<std::int64_t, OutageRecord>::iterator;

    void on(const health::Event &event, health::WallTime at, const health::StatusEvent &status);
    void on(const health::Event &event, health::WallTime at, const health::ManualEvent &act);
    void on(const health::Event &event, health::WallTime at, const health::IncidentEvent &incident);
    void on(const health::Event &event, health::WallTime at, const health::CheckEvent &check);
    template <typename What>
    void on(const health::Event &, health::WallTime, const What &)
    {
    }

    void judge(health::WallTime at, const settings::EndpointId &id, health::Status status,
               const std::vector<health::StatusReason> &reasons);
    void begin(health::WallTime from, const settings::EndpointId &id,
               const std::optional<probe::ProbeFailure> &failure);
    void end(health::WallTime at, const settings::EndpointId &id);
    Place open(health::WallTime from, const settings::EndpointId &id);
    void closeIfOver(Place place);
    Common *commonOf(const settings::EndpointId &id);
    void unite(Common &common);
    void merge(Place into, Place from);
    void noteLatency(const health::Event &event);
    [[nodiscard]] OutageRecord *outageOf(const settings::EndpointId &id);
    void degrade(health::WallTime at, const settings::EndpointId &id,
                 const std::vector<health::StatusReason> &reasons);
    void forgetUnseen(health::WallTime now);

    struct Degraded
    {
        health::WallTime since = {};
        std::optional<probe::ProbeFailure> failure = {};
    };

    std::map<std::int64_t, OutageRecord> m_outages; ///< that last, or ended since they were taken
    std::unordered_map<settings::EndpointId, std::int64_t> m_of;   ///< the one that lasts of an endpoint
    std::unordered_map<settings::EndpointId, Degraded> m_degraded; ///< for less than a minute
    std::optional<health::WallTime> m_due = {};                    ///< of the first of those
    std::map<int, Common> m_incidents;
    std::unordered_set<settings::EndpointId> m_unseen;
    std::optional<health::WallTime> m_begun = {};
    std::set<std::int64_t> m_changed;
    std::vector<MergedOutage> m_merged;
    std::int64_t m_opened = 0;
};

} // namespace fusebox::history
