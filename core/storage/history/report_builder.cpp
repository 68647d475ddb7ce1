// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/report_builder.h"

#include <algorithm>
#include <limits>
#include <set>

namespace fusebox::storage {

using namespace std::chrono_literals;
using history::ReportedEndpoint;
using history::StoredShares;
using history::Stretch;
using history::TimeShares;

namespace {

constexpr milliseconds longestSlice = 24h * 30;

/// One of equal parts of what was; the last has what rounding leaves.
TimeShares partOf(const TimeShares &time, int part, int parts)
{
    const auto share = [&](milliseconds whole) {
        const milliseconds usual = whole / parts;
        return part + 1 < parts ? usual : whole - usual * (parts - 1);
    };
    TimeShares result{.up = share(time.up), .down = share(time.down)};
    std::ranges::transform(time.gaps, result.gaps.begin(), share);
    return result;
}

/// An hour of which no minutes are left is spread evenly, so that it may be divided.
void spread(const Stretch &hour, const TimeShares &time, std::vector<StoredShares> &shares)
{
    constexpr int parts = 60;
    for (int part = 0; part < parts && hour.length() > 0ms; ++part)
        shares.push_back(
            {{hour.from + hour.length() * part / parts, hour.from + hour.length() * (part + 1) / parts},
             partOf(time, part, parts)});
}

/// `known`: when the endpoint was there.
std::vector<StoredShares> sharesOf(const std::vector<StoredBody> &pieces, const Stretch &known,
                                   bool inMinutes)
{
    std::vector<StoredShares> shares;
    shares.reserve(pieces.size());
    for (const StoredBody &piece : pieces) {
        if (inMinutes && piece.stretch.length() > minuteLength)
            spread(piece.stretch.within(known), piece.body.time, shares);
        else
            shares.push_back({piece.stretch, piece.body.time});
    }
    return shares;
}

/// Each once.
std::set<settings::EndpointId> idsOf(const history::OutageRecord &outage)
{
    std::set<settings::EndpointId> ids;
    for (const history::AffectedEndpoint &affected : outage.endpoints)
        ids.insert(affected.id);
    return ids;
}

bool hits(const history::OutageRecord &outage, const Stretch &stretch, const settings::EndpointId &id)
{
    return std::ranges::any_of(outage.endpoints, [&](const history::AffectedEndpoint &affected) {
        return affected.id == id && affected.from < stretch.to &&
               affected.to.value_or(stretch.to) >= stretch.from;
    });
}

history::ReportedOutage reported(StoredOutage stored)
{
    history::ReportedOutage result{std::move(stored.outage), {}};
    for (OutageNote &note : stored.notes)
        result.remarks.push_back({note.at, std::move(note.text)});
    return result;
}

} // namespace

ReportBuilder::ReportBuilder(HistoryReader &reader, ReportQuery query)
    : m_reader(reader)
    , m_query(std::move(query))
    , m_report{.stretch = m_query.stretch, .group = m_query.group}
{
    m_report.cells = history::stripCells(m_query.stretch);
    makeSlices();
    findEndpoints();
    m_gaps = m_reader.knownGaps(m_query.stretch);
    noteFault();
}

bool ReportBuilder::step()
{
    if (m_fault)
        return false;
    if (!m_outagesLeft.empty())
        addOutages();
    else if (m_endpoint < m_report.endpoints.size())
        addSlice();
    return !m_fault && (!m_outagesLeft.empty() || m_endpoint < m_report.endpoints.size());
}

double ReportBuilder::progress() const
{
    const std::size_t slices = m_slices.size();
    const std::size_t all = m_report.cells.size() + slices * m_report.endpoints.size();
    const std::size_t done = m_report.cells.size() - m_outagesLeft.size() + slices * m_endpoint + m_slice;
    return all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all);
}

void ReportBuilder::makeSlices()
{
    for (std::size_t cell = 0; cell < m_report.cells.size(); ++cell) {
        const bool fits =
            !m_slices.empty() &&
            m_report.cells[cell].to - m_report.cells[m_slices.back().begin].from <= longestSlice;
        if (!fits)
            m_slices.push_back({cell, cell});
        m_slices.back().end = cell + 1;
        m_outagesLeft.push_back({cell, cell + 1});
    }
}

/// Those that were there at some time of the stretch.
void ReportBuilder::findEndpoints()
{
    for (StoredEndpoint &stored : m_reader.endpoints()) {
        const Stretch life{stored.knownSince, stored.removedAt.value_or(lastTime)};
        const Stretch known = m_query.stretch.within(life);
        if (known.length() <= 0ms || (m_query.group && *m_query.group != stored.group))
            continue;
        ReportedEndpoint endpoint{std::move(stored.id), std::move(stored.name), std::move(stored.group)};
        if (stored.removedAt && *stored.removedAt <= m_query.stretch.to)
            endpoint.removedAt = stored.removedAt;
        endpoint.uptime.known = known;
        endpoint.strip.reserve(m_report.cells.size());
        m_report.endpoints.push_back(std::move(endpoint));
        m_lives.push_back(life);
    }
    noteFault();
}

/// One that reaches over several cells is of the first of them that is read, which is the newest.
void ReportBuilder::addOutages()
{
    const Stretch stretch = stretchOf(m_outagesLeft.back());
    m_outagesLeft.pop_back();
    OutageQuery query{.stretch = stretch, .group = m_query.group, .most = std::numeric_limits<int>::max()};
    for (StoredOutage &stored : m_reader.outages(query)) {
        const bool isToldLater = stored.outage.from < stretch.from && !m_outagesLeft.empty();
        if (isToldLater)
            continue;
        for (const settings::EndpointId &id : idsOf(stored.outage))
            if (hits(stored.outage, m_query.stretch, id))
                ++m_outageCounts[id];
        if (m_report.outages.size() < m_query.mostOutages)
            m_report.outages.push_back(reported(std::move(stored)));
        else
            ++m_report.outagesLeftOut;
    }
    noteFault();
}

void ReportBuilder::addSlice()
{
    const ReportedEndpoint &endpoint = m_report.endpoints[m_endpoint];
    const Slice slice = m_slices[m_slice];
    const Stretch stretch = stretchOf(slice);
    const bool inMinutes = history::isToldInMinutes(m_query.stretch);
    std::vector<StoredBody> pieces;
    if (stretch.within(endpoint.uptime.known).length() > 0ms)
        pieces = m_reader.pieces(endpoint.id, stretch, inMinutes ? Grain::Minutes : Grain::Hours,
                                 BodyParts::Figures);
    noteFault();
    addCells(pieces, slice);
    count(pieces, stretch);
    if (++m_slice == m_slices.size())
        finishEndpoint();
}

/// What a cell is told of is what lies in it, so that cells add up to the whole.
void ReportBuilder::addCells(const std::vector<StoredBody> &pieces, const Slice &slice)
{
    ReportedEndpoint &endpoint = m_report.endpoints[m_endpoint];
    const auto shares = sharesOf(pieces, m_lives[m_endpoint], history::isToldInMinutes(m_query.stretch));
    std::vector<history::KnownGap> gaps;
    std::ranges::copy_if(m_gaps, std::back_inserter(gaps), [&](const history::KnownGap &gap) {
        return gap.stretch.within(stretchOf(slice)).length() > 0ms;
    });
    auto first = shares.begin();
    for (std::size_t i = slice.begin; i < slice.end; ++i) {
        const Stretch cell = m_report.cells[i].within(endpoint.uptime.known);
        first = std::find_if(first, shares.end(),
                             [&](const StoredShares &share) { return share.stretch.to > cell.from; });
        const auto end = std::find_if(
            first, shares.end(), [&](const StoredShares &share) { return share.stretch.from >= cell.to; });
        const auto uptime = history::storedUptime(cell, cell.from, {first, end}, gaps);
        endpoint.uptime.time += uptime.time;
        endpoint.strip.push_back(history::stripCell(uptime.time));
    }
}

/// A check counts where its minute, or hour, begins: what reports of adjacent times count, they count once.
void ReportBuilder::count(const std::vector<StoredBody> &pieces, const Stretch &stretch)
{
    for (const StoredBody &piece : pieces) {
        if (piece.stretch.from < stretch.from || piece.stretch.from >= stretch.to)
            continue;
        m_sums.checks += piece.body.checks();
        m_sums.failures += piece.body.failed();
        m_sums.latencies += piece.body.latencies;
    }
}

void ReportBuilder::finishEndpoint()
{
    ReportedEndpoint &endpoint = m_report.endpoints[m_endpoint];
    endpoint.checks = m_sums.checks;
    endpoint.failures = m_sums.failures;
    endpoint.p50 = m_sums.latencies.percentile(0.5);
    endpoint.p95 = m_sums.latencies.percentile(0.95);
    endpoint.p99 = m_sums.latencies.percentile(0.99);
    if (const auto counted = m_outageCounts.find(endpoint.id); counted != m_outageCounts.end())
        endpoint.outages = counted->second;
    m_sums = {};
    m_slice = 0;
    ++m_endpoint;
}

Stretch ReportBuilder::stretchOf(const Slice &slice) const
{
    return {m_report.cells[slice.begin].from, m_report.cells[slice.end - 1].to};
}

void ReportBuilder::noteFault()
{
    if (!m_fault)
        m_fault = m_reader.fault();
}

} // namespace fusebox::storage
