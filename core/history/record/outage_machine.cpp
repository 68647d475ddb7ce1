// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/outage_machine.h"

#include <algorithm>
#include <utility>

#include "core/history/event_readings.h"

namespace fusebox::history {

using health::Status;
using health::WallTime;
using settings::EndpointId;

namespace {

bool isFault(const health::StatusReason &reason)
{
    using enum health::ReasonKind;
    return reason.kind != CertificateExpiresSoon && reason.kind != ForcedOpen &&
           reason.kind != CircuitDisabled;
}

std::optional<probe::ProbeFailure> failureIn(const std::vector<health::StatusReason> &reasons)
{
    const auto place = std::ranges::find_if(reasons, [](const auto &reason) { return bool(reason.failure); });
    return place == reasons.end() ? std::nullopt : place->failure;
}

} // namespace

bool isFault(const std::vector<health::StatusReason> &reasons)
{
    return std::ranges::any_of(reasons, [](const health::StatusReason &reason) { return isFault(reason); });
}

OutageMachine::OutageMachine(std::vector<OutageRecord> lasting)
{
    for (OutageRecord &outage : lasting) {
        for (const AffectedEndpoint &endpoint : outage.endpoints) {
            if (endpoint.to)
                continue;
            m_of[endpoint.id] = outage.id;
            m_unseen.insert(endpoint.id);
        }
        m_outages.emplace(outage.id, std::move(outage));
    }
}

void OutageMachine::see(WallTime at, const health::EndpointSnapshot &snapshot)
{
    m_unseen.erase(snapshot.config->id);
    if (snapshot.status == Status::Degraded)
        judge(at, snapshot.config->id, snapshot.status, snapshot.reasons);
}

void OutageMachine::add(WallTime at, const health::Event &event)
{
    std::visit([&](const auto &what) { on(event, at, what); }, event.what);
    if (!m_of.empty())
        noteLatency(event);
}

void OutageMachine::remove(WallTime at, const EndpointId &id)
{
    m_degraded.erase(id);
    m_unseen.erase(id);
    end(at, id);
}

void OutageMachine::advance(WallTime now)
{
    m_begun = m_begun.value_or(now);
    if (!m_unseen.empty() && now - *m_begun >= mostUnseen)
        forgetUnseen(now);
    if (!m_due || now < *m_due)
        return;
    m_due.reset();
    for (auto next = m_degraded.begin(); next != m_degraded.end();) {
        const auto degraded = next++;
        const WallTime due = degraded->second.since + mostDegraded;
        if (now >= due) {
            const auto [id, what] = *degraded;
            m_degraded.erase(degraded);
            begin(what.since, id, what.failure);
        } else {
            m_due = std::min(m_due.value_or(due), due);
        }
    }
}

void OutageMachine::move(std::chrono::milliseconds by)
{
    for (auto &[id, degraded] : m_degraded)
        degraded.since += by;
    if (m_due)
        *m_due += by;
    if (m_begun)
        *m_begun += by;
}

OutageMachine::Changes OutageMachine::take()
{
    Changes changes;
    for (const std::int64_t id : std::exchange(m_changed, {})) {
        const Place place = m_outages.find(id);
        if (place == m_outages.end())
            continue;
        changes.changed.push_back(place->second);
        if (place->second.to)
            m_outages.erase(place);
    }
    changes.merged = std::exchange(m_merged, {});
    return changes;
}

void OutageMachine::on(const health::Event &event, WallTime at, const health::StatusEvent &status)
{
    judge(at, event.endpoint, status.to, status.reasons);
}

void OutageMachine::on(const health::Event &event, WallTime at, const health::ManualEvent &manual)
{
    OutageRecord *outage = outageOf(event.endpoint);
    if (!outage || outage->acts.size() >= OutageRecord::mostActs)
        return;
    outage->acts.push_back({at, event.endpoint, manual.act});
    m_changed.insert(outage->id);
}

void OutageMachine::on(const health::Event &, WallTime, const health::IncidentEvent &told)
{
    using enum health::IncidentChange;
    if (told.change == Ended || told.change == Dropped) {
        m_incidents.erase(told.incident.number);
        return;
    }
    Common &common = m_incidents[told.incident.number];
    common.cause = told.incident.cause;
    common.members.insert(told.incident.failing.begin(), told.incident.failing.end());
    unite(common);
}

void OutageMachine::on(const health::Event &event, WallTime, const health::CheckEvent &check)
{
    if (!check.failure || m_of.empty())
        return;
    OutageRecord *outage = outageOf(event.endpoint);
    if (!outage || outage->failure)
        return;
    outage->failure = check.failure;
    m_changed.insert(outage->id);
}

void OutageMachine::judge(WallTime at, const EndpointId &id, Status status,
                          const std::vector<health::StatusReason> &reasons)
{
    const bool isDegraded = status == Status::Degraded && isFault(reasons);
    if (isDegraded)
        return degrade(at, id, reasons);
    m_degraded.erase(id);
    if (status == Status::Unhealthy) {
        if (isFault(reasons))
            begin(at, id, failureIn(reasons));
    } else if (status != Status::Unknown) {
        end(at, id);
    }
}

void OutageMachine::degrade(WallTime at, const EndpointId &id,
                            const std::vector<health::StatusReason> &reasons)
{
    if (m_of.contains(id))
        return;
    m_degraded.try_emplace(id, Degraded{at, failureIn(reasons)});
    m_due = std::min(m_due.value_or(at + mostDegraded), at + mostDegraded);
}

void OutageMachine::begin(WallTime from, const EndpointId &id,
                          const std::optional<probe::ProbeFailure> &failure)
{
    if (m_of.contains(id))
        return;
    const Place place = open(from, id);
    OutageRecord &outage = place->second;
    if (!outage.failure)
        outage.failure = failure;
    const auto before = std::ranges::find(outage.endpoints, id, &AffectedEndpoint::id);
    if (before != outage.endpoints.end())
        before->to.reset(); // it was back for a while
    else
        outage.endpoints.push_back({id, from, {}});
    outage.from = std::min(outage.from, from);
    m_of[id] = outage.id;
    m_changed.insert(outage.id);
}

/// The one of its incident, if there is one; else a new one.
OutageMachine::Place OutageMachine::open(WallTime from, const EndpointId &id)
{
    Common *common = commonOf(id);
    if (common && common->outage)
        return m_outages.find(*common->outage);
    // Unique in a database: thousand a millisecond.
    const std::int64_t number = from.time_since_epoch().count() * 1'000 + m_opened++ % 1'000;
    const Place place = m_outages.emplace(number, OutageRecord{.id = number, .from = from}).first;
    if (common) {
        common->outage = number;
        place->second.cause = common->cause;
    }
    return place;
}

void OutageMachine::end(WallTime at, const EndpointId &id)
{
    const auto of = m_of.find(id);
    if (of == m_of.end())
        return;
    const Place place = m_outages.find(of->second);
    m_of.erase(of);
    const auto endpoint = std::ranges::find(place->second.endpoints, id, &AffectedEndpoint::id);
    endpoint->to = std::max(at, endpoint->from);
    m_changed.insert(place->first);
    closeIfOver(place);
}

void OutageMachine::closeIfOver(Place place)
{
    OutageRecord &outage = place->second;
    if (!std::ranges::all_of(outage.endpoints, [](const auto &endpoint) { return bool(endpoint.to); }))
        return;
    outage.to = std::ranges::max_element(outage.endpoints, {}, &AffectedEndpoint::to)->to;
    for (auto &[number, common] : m_incidents)
        if (common.outage == outage.id)
            common.outage.reset();
}

OutageMachine::Common *OutageMachine::commonOf(const EndpointId &id)
{
    for (auto &[number, common] : m_incidents)
        if (common.members.contains(id))
            return &common;
    return nullptr;
}

/// The outages of its members become one: that which began first.
void OutageMachine::unite(Common &common)
{
    std::set<std::int64_t> outages;
    for (const EndpointId &id : common.members)
        if (const OutageRecord *outage = outageOf(id);
            outage && (!outage->cause || outage->id == common.outage))
            outages.insert(outage->id);
    if (outages.empty())
        return;
    const auto first =
        std::ranges::min_element(outages, {}, [this](std::int64_t id) { return m_outages.at(id).from; });
    const Place into = m_outages.find(*first);
    for (const std::int64_t id : outages)
        if (id != *first)
            merge(into, m_outages.find(id));
    into->second.cause = common.cause;
    common.outage = into->first;
    m_changed.insert(into->first);
}

void OutageMachine::merge(Place into, Place from)
{
    OutageRecord &all = into->second;
    OutageRecord &other = from->second;
    for (AffectedEndpoint &endpoint : other.endpoints) {
        if (!endpoint.to)
            m_of[endpoint.id] = all.id;
        all.endpoints.push_back(std::move(endpoint));
    }
    all.acts.insert(all.acts.end(), other.acts.begin(), other.acts.end());
    std::ranges::stable_sort(all.acts, {}, &ActMeanwhile::at);
    all.acts.resize(std::min(all.acts.size(), OutageRecord::mostActs));
    all.worstLatency = std::max(all.worstLatency, other.worstLatency);
    if (!all.failure)
        all.failure = other.failure;
    m_merged.push_back({other.id, all.id});
    m_changed.erase(other.id);
    m_outages.erase(from);
}

void OutageMachine::noteLatency(const health::Event &event)
{
    const auto sample = sampleIn(event);
    if (!sample || !sample->hasLatency())
        return;
    OutageRecord *outage = outageOf(event.endpoint);
    if (!outage || outage->worstLatency >= sample->latency)
        return;
    outage->worstLatency = sample->latency;
    m_changed.insert(outage->id);
}

OutageRecord *OutageMachine::outageOf(const EndpointId &id)
{
    const auto of = m_of.find(id);
    return of == m_of.end() ? nullptr : &m_outages.at(of->second);
}

void OutageMachine::forgetUnseen(WallTime now)
{
    for (const EndpointId &id : std::exchange(m_unseen, {}))
        end(std::min(*m_begun, now), id);
}

} // namespace fusebox::history
