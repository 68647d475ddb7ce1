// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/incident_detector.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <queue>

namespace fusebox::health {

namespace {

/// When the failing may have begun, stretched so that two overlap when they may have begun together.
struct Span
{
    TimePoint from;
    TimePoint to;

    [[nodiscard]] bool holds(TimePoint time) const { return from <= time && time <= to; }
};

Span spanOf(const Sighting &sighting)
{
    constexpr Nanoseconds half = IncidentDetector::together / 2;
    const TimePoint earliest = std::max(sighting.notBefore, sighting.at - IncidentDetector::longestDoubt);
    return {std::min(earliest, sighting.at) - half, sighting.at + half};
}

/// Of the moments at which a span begins, the one that lies in the most spans.
TimePoint mostCommonMoment(const std::vector<Span> &spans)
{
    std::vector<std::pair<TimePoint, int>> edges; // at one moment, beginnings before ends
    for (const Span &span : spans) {
        edges.emplace_back(span.from, -1);
        edges.emplace_back(span.to, +1);
    }
    std::ranges::sort(edges);
    TimePoint best = {};
    int most = 0;
    int depth = 0;
    for (const auto &[time, edge] : edges) {
        depth -= edge;
        if (depth > most)
            std::tie(most, best) = std::tuple(depth, time);
    }
    return best;
}

} // namespace

/// The most particular first.
bool IncidentDetector::CauseOrder::operator()(const CommonCause &a, const CommonCause &b) const
{
    return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
}

void IncidentDetector::failed(Sighting sighting)
{
    if (sighting.causes.empty())
        return;
    const auto known = m_orderOf.find(sighting.endpoint);
    if (known == m_orderOf.end())
        return note(std::move(sighting));
    Failing &before = m_failing.at(known->second);
    if (before.incident == 0 && before.sighting.error != sighting.error) {
        sighting.notBefore = std::max(sighting.notBefore, before.lastSeenAt);
        m_failing.erase(known->second);
        m_orderOf.erase(known);
        return note(std::move(sighting));
    }
    before.lastSeenAt = sighting.seen.steady;
}

void IncidentDetector::note(Sighting sighting)
{
    if (!m_verdictDue)
        m_verdictDue = sighting.seen.steady + patience;
    const Order order = ++m_lastOrder;
    const settings::EndpointId endpoint = sighting.endpoint;
    const TimePoint seen = sighting.seen.steady;
    m_failing.emplace(order, Failing{.sighting = std::move(sighting), .lastSeenAt = seen});
    m_orderOf.emplace(endpoint, order);
    if (const auto known = m_memberOf.find(endpoint); known != m_memberOf.end())
        join(order, known->second); // it had answered in between
}

void IncidentDetector::answered(const settings::EndpointId &endpoint, TimePoint now)
{
    const auto known = m_orderOf.extract(endpoint);
    if (known.empty())
        return;
    leave(known.mapped(), now);
    m_failing.erase(known.mapped());
}

void IncidentDetector::left(const settings::EndpointId &endpoint, TimePoint now)
{
    if (const auto member = m_memberOf.extract(endpoint); !member.empty()) {
        Open &open = m_open.at(member.mapped());
        open.everyone.erase(endpoint);
        if (open.everyone.empty())
            open.quietSince = now - settling; // over at once
        else if (!open.isQuiet())
            open.quietSince.reset();
        followQuiet(open, now);
    }
    answered(endpoint, now);
}

std::optional<TimePoint> IncidentDetector::nextDeadline() const
{
    if (!m_verdictDue || !m_endDue)
        return m_verdictDue ? m_verdictDue : m_endDue;
    return std::min(*m_verdictDue, *m_endDue);
}

std::vector<IncidentEvent> IncidentDetector::advance(TimePoint now, const Sharing &sharing)
{
    if (m_verdictDue && now >= *m_verdictDue) {
        m_verdictDue.reset();
        joinKnown();
        judge(now, sharing);
    }
    if (m_endDue && now >= *m_endDue)
        endQuiet(now);
    return std::exchange(m_news, {});
}

/// Names what is new, greedily, the largest group first. A group that loses members to a larger one waits for
/// its turn again.
void IncidentDetector::judge(TimePoint now, const Sharing &sharing)
{
    const auto comesLater = [](const Group &a, const Group &b) {
        return std::tuple(a.members.size(), b.cause.kind, b.cause.name) <
               std::tuple(b.members.size(), a.cause.kind, a.cause.name);
    };
    std::priority_queue<Group, std::vector<Group>, decltype(comesLater)> groups(comesLater,
                                                                                groupsByCause(now));
    std::unordered_set<Order> explained;
    while (!groups.empty()) {
        Group group = groups.top();
        groups.pop();
        const auto size = group.members.size();
        std::erase_if(group.members, [&](Order order) { return explained.contains(order); });
        withoutOthers(group);
        if (group.members.size() < 2)
            continue;
        if (group.members.size() < size) {
            groups.push(std::move(group));
            continue;
        }
        const Sharers sharers = sharing(group.cause);
        if (group.members.size() < static_cast<std::size_t>(sharers.answering))
            continue;
        explained.insert(group.members.begin(), group.members.end());
        if (saysSomethingNew(group))
            name(group, sharers.all);
    }
}

/// Who is asked seldom is seen to fail long after the others.
void IncidentDetector::joinKnown()
{
    std::map<CommonCause, std::vector<int>, CauseOrder> openBy;
    for (const auto &[number, open] : m_open)
        openBy[open.incident.cause].push_back(number);
    std::set<int> grown;
    for (const auto &[order, failing] : m_failing) {
        for (const CommonCause &cause : failing.sighting.causes) {
            const auto found = failing.incident == 0 ? openBy.find(cause) : openBy.end();
            if (found == openBy.end())
                continue;
            const auto number = std::ranges::find_if(found->second, [&, &one = failing](int incident) {
                return spanOf(one.sighting).holds(m_open.at(incident).moment);
            });
            if (number == found->second.end())
                continue;
            join(order, *number);
            grown.insert(*number);
        }
    }
    for (const int number : grown)
        tell(IncidentChange::Grew, m_open.at(number));
}

/// Of those who fail together, and are not in an incident that stands.
std::vector<IncidentDetector::Group> IncidentDetector::groupsByCause(TimePoint now) const
{
    std::map<CommonCause, std::vector<Order>, CauseOrder> sharers;
    for (const auto &[order, failing] : m_failing)
        if (isOpenToRevision(failing.incident, now))
            for (const CommonCause &cause : failing.sighting.causes)
                sharers[cause].push_back(order);
    std::vector<Group> groups;
    for (const auto &[cause, members] : sharers)
        groups.push_back(largestTogether(cause, members));
    return groups;
}

IncidentDetector::Group IncidentDetector::largestTogether(const CommonCause &cause,
                                                          const std::vector<Order> &members) const
{
    std::vector<Span> spans;
    for (const Order order : members)
        spans.push_back(spanOf(m_failing.at(order).sighting));
    Group group{.cause = cause, .moment = mostCommonMoment(spans)};
    for (std::size_t i = 0; i < members.size(); ++i)
        if (spans[i].holds(group.moment))
            group.members.push_back(members[i]);
    return group;
}

/// An incident is taken over as a whole or not at all.
void IncidentDetector::withoutOthers(Group &group) const
{
    std::map<int, std::size_t> membersOf;
    for (const Order order : group.members)
        ++membersOf[m_failing.at(order).incident];
    std::erase_if(group.members, [&](Order order) {
        const int incident = m_failing.at(order).incident;
        return incident != 0 && membersOf[incident] < m_open.at(incident).failing.size();
    });
}

bool IncidentDetector::saysSomethingNew(const Group &group) const
{
    const int first = m_failing.at(group.members.front()).incident;
    return first == 0 || std::ranges::any_of(group.members, [&](Order order) {
               return m_failing.at(order).incident != first;
           });
}

/// The oldest incident among the members grows; others among them become a part of it.
void IncidentDetector::name(const Group &group, int sharing)
{
    int number = 0;
    for (const Order order : group.members)
        if (const int of = m_failing.at(order).incident; of != 0 && (number == 0 || of < number))
            number = of;
    const bool isNew = number == 0;
    if (isNew)
        number = ++m_lastNumber;
    Open &open = m_open[number];
    open.incident.number = number;
    open.incident.cause = group.cause;
    open.incident.sharing = sharing;
    open.moment = group.moment;
    for (const Order order : group.members)
        join(order, number);
    open.incident.error = mostFrequentError(open);
    tell(isNew ? IncidentChange::Began : IncidentChange::Grew, open);
}

void IncidentDetector::join(Order order, int incident)
{
    Failing &failing = m_failing.at(order);
    if (failing.incident == incident)
        return;
    if (failing.incident != 0)
        moveOut(order);
    failing.incident = incident;
    const Sighting &sighting = failing.sighting;
    Open &open = m_open[incident];
    if (open.everyone.empty() || sighting.seen.steady < open.incident.since.steady)
        open.incident.since = sighting.seen;
    open.everyone.insert(sighting.endpoint);
    m_memberOf[sighting.endpoint] = incident;
    open.failing.insert(order);
    open.lastFailureAt = std::max(open.lastFailureAt, sighting.seen.steady);
    if (!open.isQuiet())
        open.quietSince.reset();
}

void IncidentDetector::leave(Order order, TimePoint now)
{
    const int incident = std::exchange(m_failing.at(order).incident, 0);
    if (incident == 0)
        return;
    Open &open = m_open.at(incident);
    open.failing.erase(order);
    followQuiet(open, now);
}

/// Into another incident, which takes all who fail in this one.
void IncidentDetector::moveOut(Order order)
{
    const auto found = m_open.find(m_failing.at(order).incident);
    found->second.failing.erase(order);
    if (!found->second.failing.empty())
        return;
    const Open open = std::move(found->second);
    m_open.erase(found);
    end(open);
}

void IncidentDetector::followQuiet(Open &open, TimePoint now)
{
    if (!open.isQuiet())
        return;
    if (!open.quietSince)
        open.quietSince = now;
    const TimePoint due = *open.quietSince + settling;
    m_endDue = std::min(m_endDue.value_or(due), due);
}

void IncidentDetector::endQuiet(TimePoint now)
{
    m_endDue.reset();
    for (auto at = m_open.begin(); at != m_open.end();) {
        const Open &open = at->second;
        const TimePoint due = open.quietSince ? *open.quietSince + settling : TimePoint::max();
        if (now >= due) {
            const bool isWatched = !open.everyone.empty();
            const Nanoseconds length = *open.quietSince - open.incident.since.steady;
            tell(isWatched ? IncidentChange::Ended : IncidentChange::Dropped, open,
                 isWatched ? std::optional(length) : std::nullopt);
            end(open);
            at = m_open.erase(at);
            continue;
        }
        if (open.quietSince)
            m_endDue = std::min(m_endDue.value_or(due), due);
        ++at;
    }
}

/// Who still fails is explained by nothing any more; who is in another incident by now stays there.
void IncidentDetector::end(const Open &open)
{
    for (const Order order : open.failing)
        m_failing.at(order).incident = 0;
    for (const settings::EndpointId &endpoint : open.everyone)
        if (const auto known = m_memberOf.find(endpoint);
            known != m_memberOf.end() && known->second == open.incident.number)
            m_memberOf.erase(known);
}

bool IncidentDetector::isOpenToRevision(int incident, TimePoint now) const
{
    return incident == 0 || now - m_open.at(incident).lastFailureAt <= spreading;
}

std::vector<Incident> IncidentDetector::incidents() const
{
    std::vector<Incident> views;
    for (const auto &[number, open] : m_open)
        views.push_back(viewOf(open));
    return views;
}

Incident IncidentDetector::viewOf(const Open &open) const
{
    Incident view = open.incident;
    for (const Order order : open.failing)
        view.failing.push_back(m_failing.at(order).sighting.endpoint);
    return view;
}

resilience::ErrorClass IncidentDetector::mostFrequentError(const Open &open) const
{
    std::array<int, std::size_t(resilience::ErrorClass::Count)> counts = {};
    for (const Order order : open.failing)
        ++counts[std::size_t(m_failing.at(order).sighting.error)];
    return static_cast<resilience::ErrorClass>(std::ranges::max_element(counts) - counts.begin());
}

void IncidentDetector::tell(IncidentChange change, const Open &open, std::optional<Nanoseconds> length)
{
    m_news.push_back({change, viewOf(open), length});
}

} // namespace fusebox::health
