// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/resilience/time.h"

namespace fusebox::settings {

/// How long what was is kept, and in how much room. The section `history`, beside the endpoints:
/// `{"keep": {"10s": ..., "1m": ..., "1h": ...}, "most": ...}`.
struct HistorySettings
{
    resilience::Nanoseconds tenSeconds =
        std::chrono::hours(2); ///< in [least, a day]; what is not sealed stays
    resilience::Nanoseconds minutes = std::chrono::hours(24 * 30);
    resilience::Nanoseconds hours = std::chrono::hours(24 * 730); ///< events and outages, too
    std::int64_t most = 2LL << 30; ///< bytes; when there is more, the finest and oldest goes first

    static constexpr resilience::Nanoseconds least = std::chrono::hours(1);
    static constexpr resilience::Nanoseconds longestTenSeconds = std::chrono::hours(24);
    static constexpr resilience::Nanoseconds longest = std::chrono::hours(24 * 3'660); ///< ten years
    static constexpr std::int64_t leastBytes = 16LL << 20;
    static constexpr std::int64_t mostBytes = 1LL << 40;

    bool operator==(const HistorySettings &) const = default;
};

/// The same, each within its bounds, whatever stands there.
[[nodiscard]] constexpr HistorySettings withinBounds(HistorySettings settings)
{
    using S = HistorySettings;
    settings.tenSeconds = std::clamp(settings.tenSeconds, S::least, S::longestTenSeconds);
    settings.minutes = std::clamp(settings.minutes, S::least, S::longest);
    settings.hours = std::clamp(settings.hours, S::least, S::longest);
    settings.most = std::clamp(settings.most, S::leastBytes, S::mostBytes);
    return settings;
}

} // namespace fusebox::settings
