// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace fusebox::bench {

/// What operator new was asked for. Linking allocations.cpp replaces it for the whole program; C's malloc is
/// not seen.
struct Allocations
{
    std::size_t count = 0;
    std::size_t bytes = 0;

    [[nodiscard]] Allocations operator-(const Allocations &before) const
    {
        return {count - before.count, bytes - before.bytes};
    }
};

/// Since the program began, in this thread.
[[nodiscard]] Allocations allocationsSoFar();

/// What `work()` asked for.
template <typename Work>
[[nodiscard]] Allocations allocationsOf(Work &&work)
{
    const Allocations before = allocationsSoFar();
    work();
    return allocationsSoFar() - before;
}

} // namespace fusebox::bench
