// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/storage/history/codec/layers.h"

namespace fusebox::storage {

/// The bodies of one chunk, by when their stretch begins, counted from the chunk's begin.
using ChunkBodies = std::map<int, history::Body>;

/// How many stretches of its layer a chunk can hold.
[[nodiscard]] constexpr int mostInChunk(Layer layer)
{
    return static_cast<int>(chunkLength(layer) / shapeOf(layer).length);
}

/// Bodies of one layer (Minutes, Hours), sealed: a byte of the format's version, how long it is unpacked, and
/// the bodies, compressed, with a sum that tells whether they are whole. Keys are < mostInChunk(layer).
[[nodiscard]] QByteArray encodeChunk(const ChunkBodies &bodies, Layer layer);
/// Bytes that may be anything; takes no more memory than a full chunk does.
[[nodiscard]] tl::expected<ChunkBodies, StoredFault> decodeChunk(QByteArrayView bytes, Layer layer,
                                                                 BodyParts parts = BodyParts::All);

} // namespace fusebox::storage
