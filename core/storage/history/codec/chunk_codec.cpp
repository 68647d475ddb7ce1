// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/chunk_codec.h"

#include <zlib.h>

namespace fusebox::storage {

namespace {

constexpr std::uint8_t chunkVersion = 1;
/// Unpacked: a day of hours with every bucket of seven histograms in use has less.
constexpr std::uint64_t largestChunk = 1024 * 1024;
constexpr int compressionLevel = 6;

QByteArray packed(const QByteArray &bytes)
{
    auto size = ::compressBound(static_cast<uLong>(bytes.size()));
    QByteArray result(static_cast<qsizetype>(size), Qt::Uninitialized);
    ::compress2(reinterpret_cast<Bytef *>(result.data()), &size,
                reinterpret_cast<const Bytef *>(bytes.constData()), static_cast<uLong>(bytes.size()),
                compressionLevel);
    result.truncate(static_cast<qsizetype>(size));
    return result;
}

/// Empty if it is not `size` bytes that are whole.
QByteArray unpacked(QByteArrayView bytes, std::uint64_t size)
{
    QByteArray result(static_cast<qsizetype>(size), Qt::Uninitialized);
    auto written = static_cast<uLongf>(size);
    const int answer =
        ::uncompress(reinterpret_cast<Bytef *>(result.data()), &written,
                     reinterpret_cast<const Bytef *>(bytes.data()), static_cast<uLong>(bytes.size()));
    return answer == Z_OK && written == size ? result : QByteArray();
}

ChunkBodies readBodies(ByteReader &in, Layer layer, BodyParts parts)
{
    ChunkBodies bodies;
    const auto most = static_cast<std::uint64_t>(mostInChunk(layer));
    PhaseMeans before = {};
    int next = 0;
    for (std::uint64_t left = in.number(most); left > 0 && !in.fault(); --left) {
        const int place = next + static_cast<int>(in.number(most - 1));
        if (place >= mostInChunk(layer))
            in.fail(StoredFault::OutOfBounds);
        else
            bodies.emplace_hint(bodies.end(), place, readBody(in, shapeOf(layer), before, parts));
        next = place + 1;
    }
    return bodies;
}

} // namespace

QByteArray encodeChunk(const ChunkBodies &bodies, Layer layer)
{
    ByteWriter inside;
    inside.number(bodies.size());
    PhaseMeans before = {};
    int next = 0;
    for (const auto &[place, body] : bodies) {
        inside.number(static_cast<std::uint64_t>(place - next));
        writeBody(inside, body, shapeOf(layer), before);
        next = place + 1;
    }
    ByteWriter out;
    out.byte(chunkVersion);
    out.number(static_cast<std::uint64_t>(inside.written().size()));
    return out.take() + packed(inside.written());
}

tl::expected<ChunkBodies, StoredFault> decodeChunk(QByteArrayView bytes, Layer layer, BodyParts parts)
{
    ByteReader head(bytes);
    if (head.byte() != chunkVersion)
        head.fail(StoredFault::Newer);
    const std::uint64_t size = head.number(largestChunk);
    if (head.fault())
        return tl::unexpected(*head.fault());
    const QByteArray inside = unpacked(head.rest(), size);
    if (inside.isEmpty())
        return tl::unexpected(StoredFault::NotCompressed);
    ByteReader in(inside);
    ChunkBodies bodies = readBodies(in, layer, parts);
    if (const auto fault = in.faultAtEnd())
        return tl::unexpected(*fault);
    return bodies;
}

} // namespace fusebox::storage
