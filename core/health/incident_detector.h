// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/health/incident.h"

namespace fusebox::health {

/// An endpoint that does not answer. It began to fail after `notBefore` and no later than `at`: when it
/// answered last, and when the check that failed was begun.
struct Sighting
{
    EndpointId endpoint = {};
    std::vector<CommonCause> causes = {}; ///< what its failure may be due to
    TimePoint notBefore = {};
    TimePoint at = {};
    Moment seen = {};
    resilience::ErrorClass error = resilience::ErrorClass::Timeout;
};

/// Finds out which endpoints fail together, and what they share. Two or more are together when all of them
/// may have begun to fail within a few seconds. Of what they share that is named which explains most of them
/// (of equals the most particular), but nothing that works for more than half of those who share it. While an
/// incident spreads, it grows and may come to be explained otherwise; then it stands. A pure machine. Thread:
/// one at a time.
class IncidentDetector
{
public:
    static constexpr Nanoseconds together = std::chrono::seconds(5);
    /// A check of an hour ago says little of when the failing began.
    static constexpr Nanoseconds longestDoubt = std::chrono::seconds(30);
    /// From a failure to the verdict: others may follow, and it may be this machine that is offline.
    static constexpr Nanoseconds patience = std::chrono::seconds(2);
    /// After the last failure that belongs to it.
    static constexpr Nanoseconds spreading = std::chrono::seconds(30);
    /// So long all have to answer before it is over.
    static constexpr Nanoseconds settling = std::chrono::seconds(5);

    /// How many endpoints share it, whether or not they answer. Asked only where there is something to name.
    using Sharing = std::function<int(const CommonCause &)>;

    /// Nothing is changed by one that is known to fail, and by one without causes.
    void failed(Sighting sighting);
    /// Or it is not watched any more. Unknown ones are passed over.
    void answered(const EndpointId &endpoint, TimePoint now);

    /// What has come to be known, in the order it did.
    [[nodiscard]] std::vector<IncidentEvent> advance(TimePoint now, const Sharing &sharing);
    /// When advance() has something to do.
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
    /// Those that go on, the oldest first; one of which all answer again has nobody who fails.
    [[nodiscard]] std::vector<Incident> incidents() const;
    /// It fails, as far as was told.
    [[nodiscard]] bool knows(const EndpointId &endpoint) const { return m_orderOf.contains(endpoint); }

private:
    struct Failing
    {
        Sighting sighting;
        int incident = 0; ///< 0: none
    };
    using Order = std::uint64_t; ///< in which they were seen to fail
    struct Open
    {
        Incident incident = {};                ///< but for `failing`, which is made of the next
        std::set<Order> failing = {};          ///< now
        std::vector<EndpointId> everyone = {}; ///< who ever failed in it; maybe more than once
        TimePoint lastFailureAt = {};
        std::optional<TimePoint> quietSince = {}; ///< since when nobody fails
    };
    struct Group
    {
        CommonCause cause;
        std::vector<Order> members;
    };

    void judge(TimePoint now, const Sharing &sharing);
    [[nodiscard]] std::vector<Group> groupsByCause(TimePoint now) const;
    [[nodiscard]] std::vector<Order> largestTogether(const std::vector<Order> &members) const;
    void withoutOthers(Group &group) const;
    [[nodiscard]] bool saysSomethingNew(const Group &group) const;
    void name(const Group &group, int sharing);
    void join(Order order, int incident);
    void leave(Order order, std::optional<TimePoint> quietSince);
    void endQuiet(TimePoint now);
    void forget(const Open &open);
    [[nodiscard]] bool isOpenToRevision(int incident, TimePoint now) const;
    [[nodiscard]] Incident viewOf(const Open &open) const;
    [[nodiscard]] resilience::ErrorClass mostFrequentError(const Open &open) const;
    void tell(IncidentChange change, const Open &open, std::optional<Nanoseconds> length = {});

    std::map<Order, Failing> m_failing;
    std::unordered_map<EndpointId, Order> m_orderOf;
    std::map<int, Open> m_open;                     ///< by number
    std::unordered_map<EndpointId, int> m_memberOf; ///< of those in m_open, whether or not they still fail
    std::vector<IncidentEvent> m_news;
    Order m_lastOrder = 0;
    int m_lastNumber = 0;
    std::optional<TimePoint> m_verdictDue;
    std::optional<TimePoint> m_endDue; ///< when the first incident may be over
};

} // namespace fusebox::health
