// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/health/values/clock.h"

namespace fusebox::health {

/// This machine lacks what checks need (descriptors, ports, buffers).
struct Lack
{
    Moment since = {};
    std::string detail = {};   ///< of the newest check that was not made: the system's words, or empty
    std::size_t endpoints = 0; ///< whose newest check or dial was not made for it

    bool operator==(const Lack &) const = default;
};

} // namespace fusebox::health
