// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/health/values/incident.h"

namespace fusebox::health {

/// An endpoint that does not answer. It began to fail after `notBefore` and no later than `at`: when it
/// answered last, and when the check that failed was begun.
struct Sighting
{
    settings::EndpointId endpoint = {};
    std::vector<CommonCause> causes = {}; ///< what its failure may be due to
    TimePoint notBefore = {};
    TimePoint at = {};
    Moment seen = {};
    resilience::ErrorClass error = resilience::ErrorClass::Timeout;
};

/// Finds out which endpoints fail together, and what they share. Two or more are together when all of them
/// may have begun to fail within a few seconds. Of what they share that is named which explains most of them
/// (of equals the most particular), but nothing by which more endpoints answer than fail. While an incident
/// spreads, it may come to be explained otherwise; then it stands, and still takes in who turns out to have
/// begun to fail with the others. A pure machine. Thread: one at a time.
class IncidentDetector
{
public:
    static constexpr Nanoseconds together = std::chrono::seconds(5);
    /// A check of an hour ago says little of when the failing began.
    static constexpr Nanoseconds longestDoubt = std::chrono::minutes(5);
    /// From a failure to the verdict: others may follow, and it may be this machine that is offline.
    static constexpr Nanoseconds patience = std::chrono::seconds(3);
    /// After the last failure that belongs to it.
    static constexpr Nanoseconds spreading = std::chrono::seconds(30);
    /// So long most have to answer before it is over.
    static constexpr Nanoseconds settling = std::chrono::seconds(5);

    /// How many endpoints share something, and how many of them do not fail.
    struct Sharers
    {
        int all = 0;
        int answering = 0;
    };
    /// Asked only where there is something to name.
    using Sharing = std::function<Sharers(const CommonCause &)>;

    /// Every failed check. One without causes is passed over. An endpoint that nothing explains and that
    /// fails otherwise than before has begun to fail anew.
    void failed(Sighting sighting);
    /// Unknown ones are passed over, here and below.
    void answered(const settings::EndpointId &endpoint, TimePoint now);
    /// It is not watched any more, or is asked something else.
    void left(const settings::EndpointId &endpoint, TimePoint now);

    /// What has come to be known, in the order it did.
    [[nodiscard]] std::vector<IncidentEvent> advance(TimePoint now, const Sharing &sharing);
    /// When advance() has something to do.
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
    /// Those that go on, the oldest first; one that is about to end may have nobody who fails.
    [[nodiscard]] std::vector<Incident> incidents() const;
    /// It fails, as far as was told.
    [[nodiscard]] bool knows(const settings::EndpointId &endpoint) const
    {
        return m_orderOf.contains(endpoint);
    }

private:
    struct Failing
    {
        Sighting sighting;
        TimePoint lastSeenAt; ///< to fail
        int incident = 0;     ///< 0: none
    };
    using Order = std::uint64_t; ///< in which they were seen to fail
    struct Open
    {
        Incident incident = {};       ///< but for `failing`, which is made of the next
        std::set<Order> failing = {}; ///< now
        std::unordered_set<settings::EndpointId> everyone =
            {};                ///< who failed in it, whether or not they still do
        TimePoint moment = {}; ///< at which all of them may have begun to fail
        TimePoint lastFailureAt = {};
        std::optional<TimePoint> quietSince = {}; ///< since when most of them answer

        /// One alone shares nothing with anyone.
        [[nodiscard]] bool isQuiet() const
        {
            return 2 * failing.size() < everyone.size() || failing.size() < 2;
        }
    };
    struct Group
    {
        CommonCause cause;
        TimePoint moment = {}; ///< at which all of them may have begun to fail
        std::vector<Order> members = {};
    };
    struct CauseOrder
    {
        bool operator()(const CommonCause &a, const CommonCause &b) const;
    };

    void note(Sighting sighting);
    void judge(TimePoint now, const Sharing &sharing);
    void joinKnown();
    [[nodiscard]] std::vector<Group> groupsByCause(TimePoint now) const;
    [[nodiscard]] Group largestTogether(const CommonCause &cause, const std::vector<Order> &members) const;
    void withoutOthers(Group &group) const;
    [[nodiscard]] bool saysSomethingNew(const Group &group) const;
    void name(const Group &group, int sharing);
    void join(Order order, int incident);
    void leave(Order order, TimePoint now);
    void moveOut(Order order);
    void followQuiet(Open &open, TimePoint now);
    void endQuiet(TimePoint now);
    void end(const Open &open);
    [[nodiscard]] bool isOpenToRevision(int incident, TimePoint now) const;
    [[nodiscard]] Incident viewOf(const Open &open) const;
    [[nodiscard]] resilience::ErrorClass mostFrequentError(const Open &open) const;
    void tell(IncidentChange change, const Open &open, std::optional<Nanoseconds> length = {});

    std::map<Order, Failing> m_failing;
    std::unordered_map<settings::EndpointId, Order> m_orderOf;
    std::map<int, Open> m_open; ///< by number
    std::unordered_map<settings::EndpointId, int>
        m_memberOf; ///< of those in m_open, whether or not they still fail
    std::vector<IncidentEvent> m_news;
    Order m_lastOrder = 0;
    int m_lastNumber = 0;
    std::optional<TimePoint> m_verdictDue;
    std::optional<TimePoint> m_endDue; ///< when the first incident may be over
};

} // namespace fusebox::health
