// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/resilience/failure.h"

namespace fusebox::resilience {

/// The content of a window, by outcome.
struct WindowCounts
{
    /// Indexed by Outcome; ignored calls are counted nowhere.
    std::array<std::uint32_t, static_cast<std::size_t>(Outcome::Count)> byOutcome = {};

    [[nodiscard]] std::uint32_t operator[](Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::uint32_t &operator[](Outcome o) { return byOutcome[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::uint32_t failures() const { return (*this)[Outcome::Failure]; }
    [[nodiscard]] std::uint32_t slow() const { return (*this)[Outcome::Slow]; }
    [[nodiscard]] std::uint32_t total() const
    {
        return (*this)[Outcome::Success] + (*this)[Outcome::Failure] + (*this)[Outcome::Slow];
    }

    bool operator==(const WindowCounts &) const = default;
};

} // namespace fusebox::resilience
