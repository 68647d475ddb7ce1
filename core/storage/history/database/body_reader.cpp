// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/body_reader.h"

#include "core/storage/history/database/hour_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::gridBegin;
using history::StoredShares;
using history::Stretch;

namespace {

/// From the first stretch of `length` that reaches into it.
Stretch onGrid(const Stretch &stretch, milliseconds length)
{
    return {gridBegin(std::max(stretch.from, firstTime), length), std::min(stretch.to, lastTime)};
}

} // namespace

BodyReader::BodyReader(Connection &connection)
    : m_chunks(connection, u"SELECT key, body FROM chunk WHERE key >= ? AND key <= ?"_s)
    , m_openHours(connection, u"SELECT start FROM hour WHERE sealed_to < ? AND start >= ? AND start < ?"_s)
    , m_slot(connection, u"SELECT body FROM slot WHERE key = ?"_s)
    , m_slots(connection, u"SELECT key, body FROM slot WHERE key > ? AND key < ?"_s)
{
}

BodiesByTime BodyReader::bodies(EndpointNumber endpoint, const Stretch &stretch, Layer layer)
{
    BodiesByTime bodies;
    const Stretch wanted = onGrid(stretch, shapeOf(layer).length);
    if (layer == Layer::TenSeconds) {
        addSlots(endpoint, wanted, layer, bodies);
    } else {
        addChunks(endpoint, wanted, layer, bodies);
        addOpenHours(endpoint, wanted, layer, bodies);
    }
    return bodies;
}

std::unordered_map<EndpointNumber, BodiesByTime> BodyReader::all(const Stretch &stretch)
{
    std::unordered_map<EndpointNumber, BodiesByTime> all;
    const Stretch wanted = onGrid(stretch, history::slotLength);
    m_slots.run(slotKey(wanted.from),
                slotKey(gridBegin(wanted.to + history::slotLength - milliseconds(1), history::slotLength)));
    while (m_slots.next()) {
        const QByteArray bytes = m_slots.bytes(1);
        auto body = decodeBody(bytes, shapeOf(Layer::TenSeconds));
        if (body)
            all[endpointOf(m_slots.number(0))].emplace(slotOf(m_slots.number(0)), *std::move(body));
    }
    return all;
}

std::vector<StoredShares> BodyReader::shares(EndpointNumber endpoint, const Stretch &stretch)
{
    std::map<WallTime, StoredShares> shares;
    for (const auto &[hour, body] : bodies(endpoint, stretch, Layer::Hours))
        shares[hour] = {{hour, hour + hourLength}, body.time};
    if (hourOf(stretch.from) != stretch.from)
        refine(endpoint, hourOf(stretch.from), stretch, shares);
    if (hourOf(stretch.to) != stretch.to)
        refine(endpoint, hourOf(stretch.to), stretch, shares);
    std::vector<StoredShares> inOrder;
    for (const auto &[begin, share] : shares)
        inOrder.push_back(share);
    return inOrder;
}

void BodyReader::addChunks(EndpointNumber endpoint, const Stretch &stretch, Layer layer, BodiesByTime &bodies)
{
    m_chunks.run(chunkKey(endpoint, layer, stretch.from), chunkKey(endpoint, layer, stretch.to));
    while (m_chunks.next()) {
        const WallTime begin = chunkBegin(m_chunks.number(0), layer);
        const QByteArray bytes = m_chunks.bytes(1);
        auto chunk = decodeChunk(bytes, layer);
        if (!chunk)
            continue;
        for (auto &[place, body] : *chunk) {
            const WallTime at = begin + place * shapeOf(layer).length;
            if (at >= stretch.from && at < stretch.to)
                bodies.emplace_hint(bodies.end(), at, std::move(body));
        }
    }
}

/// Those that are not sealed for this endpoint.
void BodyReader::addOpenHours(EndpointNumber endpoint, const Stretch &stretch, Layer layer,
                              BodiesByTime &bodies)
{
    std::vector<WallTime> hours;
    m_openHours.run(endpoint, stored(hourOf(stretch.from)), stored(stretch.to));
    while (m_openHours.next())
        hours.push_back(wallOf(m_openHours.number(0)));
    for (const WallTime hour : hours)
        addSlots(endpoint, stretch.within({hour, hour + hourLength}), layer, bodies);
}

void BodyReader::addSlots(EndpointNumber endpoint, const Stretch &stretch, Layer layer, BodiesByTime &bodies)
{
    for (WallTime slot = stretch.from; slot < stretch.to; slot += history::slotLength) {
        if (!m_slot.run(slotKey(slot, endpoint)) || !m_slot.next())
            continue;
        const QByteArray bytes = m_slot.bytes(0);
        if (const auto body = decodeBody(bytes, shapeOf(Layer::TenSeconds)))
            bodies[gridBegin(slot, shapeOf(layer).length)] += *body;
    }
    m_slot.finish();
}

/// In the stead of an hour of which only a part is wanted, its minutes, if they are still kept.
void BodyReader::refine(EndpointNumber endpoint, WallTime hour, const Stretch &stretch,
                        std::map<WallTime, StoredShares> &shares)
{
    const BodiesByTime minutes =
        bodies(endpoint, Stretch{hour, hour + hourLength}.within(stretch), Layer::Minutes);
    if (minutes.empty())
        return;
    shares.erase(hour);
    for (const auto &[minute, body] : minutes)
        shares[minute] = {{minute, minute + minuteLength}, body.time};
}

} // namespace fusebox::storage
