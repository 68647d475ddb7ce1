// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/health/values/clock.h"
#include "core/health/values/traffic.h"

namespace fusebox::health {

/// Counts messages, and how many there were lately.
class TrafficMeter
{
public:
    void add(TimePoint now, std::int64_t messages, std::int64_t bytes);
    [[nodiscard]] Traffic at(TimePoint now) const;

private:
    static constexpr std::int64_t span = 10; ///< seconds

    struct Slot ///< what came within a second
    {
        std::int64_t second = -span;
        std::int64_t messages = 0;
        std::int64_t bytes = 0;
    };
    std::array<Slot, static_cast<std::size_t>(span)> m_slots = {};
    std::int64_t m_messages = 0;
    std::int64_t m_bytes = 0;
};

} // namespace fusebox::health
