// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/body_reader.h"

#include <set>

#include "core/storage/history/database/hour_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::gridBegin;
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

BodiesByTime BodyReader::bodies(EndpointNumber endpoint, const Stretch &stretch, Layer layer, BodyParts parts)
{
    BodiesByTime bodies;
    const Stretch within = onGrid(stretch, shapeOf(layer).length);
    const Wanted wanted{endpoint, layer, parts};
    if (layer == Layer::TenSeconds) {
        addSlots(wanted, within, bodies);
    } else {
        addChunks(wanted, within, bodies);
        addOpenHours(wanted, within, bodies);
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

std::vector<StoredBody> BodyReader::pieces(EndpointNumber endpoint, const Stretch &stretch, Grain grain,
                                           BodyParts parts)
{
    Pieces pieces;
    const Stretch whole{hourOf(stretch.from + hourLength - milliseconds(1)), hourOf(stretch.to)};
    if (grain == Grain::Minutes || whole.from > whole.to) {
        addFinely(endpoint, stretch, parts, pieces);
    } else {
        addFinely(endpoint, {stretch.from, whole.from}, parts, pieces);
        addHours(endpoint, whole, parts, pieces);
        addFinely(endpoint, {whole.to, stretch.to}, parts, pieces);
    }
    std::vector<StoredBody> inOrder;
    inOrder.reserve(pieces.size());
    for (auto &[begin, piece] : pieces)
        inOrder.push_back(std::move(piece));
    return inOrder;
}

void BodyReader::addHours(EndpointNumber endpoint, const Stretch &stretch, BodyParts parts, Pieces &pieces)
{
    if (stretch.length() <= milliseconds(0))
        return;
    for (auto &[hour, body] : bodies(endpoint, stretch, Layer::Hours, parts))
        pieces[hour] = {{hour, hour + hourLength}, std::move(body)};
}

/// Minutes; hours where there are none any more.
void BodyReader::addFinely(EndpointNumber endpoint, const Stretch &stretch, BodyParts parts, Pieces &pieces)
{
    if (stretch.length() <= milliseconds(0))
        return;
    std::set<WallTime> refined;
    for (auto &[minute, body] : bodies(endpoint, stretch, Layer::Minutes, parts)) {
        refined.insert(hourOf(minute));
        pieces[minute] = {{minute, minute + minuteLength}, std::move(body)};
    }
    for (WallTime hour = hourOf(stretch.from); hour < stretch.to; hour += hourLength)
        if (!refined.contains(hour))
            addHours(endpoint, Stretch{hour, hour + hourLength}.within(stretch), parts, pieces);
}

void BodyReader::addChunks(const Wanted &wanted, const Stretch &stretch, BodiesByTime &bodies)
{
    const Layer layer = wanted.layer;
    m_chunks.run(chunkKey(wanted.endpoint, layer, stretch.from),
                 chunkKey(wanted.endpoint, layer, stretch.to));
    while (m_chunks.next()) {
        const WallTime begin = chunkBegin(m_chunks.number(0), layer);
        const QByteArray bytes = m_chunks.bytes(1);
        auto chunk = decodeChunk(bytes, layer, wanted.parts);
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
void BodyReader::addOpenHours(const Wanted &wanted, const Stretch &stretch, BodiesByTime &bodies)
{
    std::vector<WallTime> hours;
    m_openHours.run(wanted.endpoint, stored(hourOf(stretch.from)), stored(stretch.to));
    while (m_openHours.next())
        hours.push_back(wallOf(m_openHours.number(0)));
    for (const WallTime hour : hours)
        addSlots(wanted, stretch.within({hour, hour + hourLength}), bodies);
}

void BodyReader::addSlots(const Wanted &wanted, const Stretch &stretch, BodiesByTime &bodies)
{
    for (WallTime slot = stretch.from; slot < stretch.to; slot += history::slotLength) {
        if (!m_slot.run(slotKey(slot, wanted.endpoint)) || !m_slot.next())
            continue;
        const QByteArray bytes = m_slot.bytes(0);
        if (const auto body = decodeBody(bytes, shapeOf(Layer::TenSeconds), wanted.parts))
            bodies[gridBegin(slot, shapeOf(wanted.layer).length)] += *body;
    }
    m_slot.finish();
}

} // namespace fusebox::storage
