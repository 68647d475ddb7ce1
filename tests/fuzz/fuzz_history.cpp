// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/chunk_codec.h"
#include "core/storage/history/codec/circuit_codec.h"
#include "core/storage/history/codec/event_codec.h"
#include "core/storage/history/codec/outage_codec.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::storage;
using fusebox::fuzz::takeByte;

namespace {

QByteArrayView viewOf(std::string_view bytes)
{
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

bool isAlike(const ChunkBodies &a, const ChunkBodies &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &one, const auto &other) {
        return one.first == other.first && one.second.outcomes == other.second.outcomes &&
               one.second.latencies == other.second.latencies && one.second.time == other.second.time;
    });
}

/// What can be read can be added to itself, and is written and read again as it was.
void readBodies(QByteArrayView bytes, Layer layer)
{
    auto body = decodeBody(bytes, shapeOf(layer));
    if (!body)
        return;
    if (layer == Layer::TenSeconds)
        require(*decodeBody(encodeBody(*body, shapeOf(layer)), shapeOf(layer)) == *body);
    else
        require(isAlike(*decodeChunk(encodeChunk({{3, *body}}, layer), layer), {{3, *body}}));
    *body += history::Body(*body);
}

void readChunk(QByteArrayView bytes, Layer layer)
{
    const auto chunk = decodeChunk(bytes, layer);
    if (!chunk)
        return;
    require(chunk->empty() || (chunk->begin()->first >= 0 && chunk->rbegin()->first < mostInChunk(layer)));
    require(isAlike(*decodeChunk(encodeChunk(*chunk, layer), layer), *chunk));
}

void readOthers(QByteArrayView bytes, std::uint8_t kind)
{
    if (kind == 0) {
        if (const auto saved = decodeCircuit(bytes))
            require(decodeCircuit(encodeCircuit(*saved)).has_value());
    } else if (kind == 1) {
        if (const auto outage = decodeOutage(bytes))
            require(decodeOutage(encodeOutage(*outage))->id == outage->id);
    } else {
        const auto event = decodeEvent(bytes, static_cast<EventKind>(kind - 2), health::WallTime(), {});
        require(!event || kindOf(*event) == static_cast<EventKind>(kind - 2));
    }
}

} // namespace

/// Whatever stands in a database that somebody else has written to, or a disk has damaged.
FUZZ(std::string_view input)
{
    const std::uint8_t kind = takeByte(input) % 16;
    const QByteArrayView bytes = viewOf(input);
    switch (kind) {
    case 0: return readBodies(bytes, Layer::TenSeconds);
    case 1: return readBodies(bytes, Layer::Minutes);
    case 2: return readBodies(bytes, Layer::Hours);
    case 3: return readChunk(bytes, Layer::Minutes);
    case 4: return readChunk(bytes, Layer::Hours);
    default: return readOthers(bytes, kind - 5);
    }
}
