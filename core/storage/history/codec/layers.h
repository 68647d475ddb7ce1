// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/endpoint_account.h"
#include "core/storage/history/codec/body_codec.h"

/// How long the stretches are of which bodies are kept.
namespace fusebox::storage {

inline constexpr milliseconds minuteLength = std::chrono::minutes(1);
inline constexpr milliseconds hourLength = std::chrono::hours(1);
inline constexpr milliseconds dayLength = std::chrono::hours(24);

enum class Layer : std::uint8_t { TenSeconds, Minutes, Hours };

[[nodiscard]] constexpr BodyShape shapeOf(Layer layer)
{
    switch (layer) {
    case Layer::TenSeconds: return {.length = history::slotLength, .phaseLatencies = true};
    case Layer::Minutes: return {.length = minuteLength, .roundsPhases = true};
    case Layer::Hours: return {.length = hourLength, .roundsPhases = true, .phaseLatencies = true};
    }
    return {};
}

/// The length of what one chunk of a layer holds: an hour of minutes, a day of hours.
[[nodiscard]] constexpr milliseconds chunkLength(Layer layer)
{
    return layer == Layer::Minutes ? hourLength : dayLength;
}

} // namespace fusebox::storage
