// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/storage/history/codec/layers.h"

/// The keys of rows: numbers, so that what is read together lies together. Ten-second bodies lie by time, as
/// they are written; chunks by endpoint, as they are read.
namespace fusebox::storage {

using health::WallTime;

/// An endpoint's number in a database.
using EndpointNumber = qint64;
inline constexpr EndpointNumber lastEndpoint = (1LL << 24) - 1;

/// Times that anything is stored of: 1970 to 2242, whatever a clock says.
inline constexpr WallTime firstTime{milliseconds(0)};
inline constexpr WallTime lastTime{milliseconds(std::chrono::hours(24 * 99'344))};

[[nodiscard]] constexpr WallTime wallOf(qint64 stored)
{
    return std::clamp(WallTime(milliseconds(stored)), firstTime, lastTime);
}
[[nodiscard]] constexpr qint64 stored(WallTime at)
{
    return std::clamp(at, firstTime, lastTime).time_since_epoch().count();
}

/// The first key of a ten-second slot; those of its endpoints follow.
[[nodiscard]] constexpr qint64 slotKey(WallTime slot, EndpointNumber endpoint = 0)
{
    return stored(slot) / history::slotLength.count() << 24 | endpoint;
}
[[nodiscard]] constexpr WallTime slotOf(qint64 key)
{
    return wallOf((key >> 24) * history::slotLength.count());
}
[[nodiscard]] constexpr EndpointNumber endpointOf(qint64 key)
{
    return key & lastEndpoint;
}

/// Of the chunk of a layer that `at` is in.
[[nodiscard]] constexpr qint64 chunkKey(EndpointNumber endpoint, Layer layer, WallTime at)
{
    const qint64 place = stored(at) / chunkLength(layer).count();
    return endpoint << 32 | qint64(layer) << 28 | place;
}
[[nodiscard]] constexpr WallTime chunkBegin(qint64 key, Layer layer)
{
    return wallOf((key & ((1LL << 28) - 1)) * chunkLength(layer).count());
}

} // namespace fusebox::storage
