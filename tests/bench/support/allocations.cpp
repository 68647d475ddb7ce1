// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/allocations.h"

#include <cstdlib>
#include <new>

namespace {

constinit thread_local fusebox::bench::Allocations soFar;

void *counted(std::size_t size, void *memory)
{
    if (!memory)
        throw std::bad_alloc();
    ++soFar.count;
    soFar.bytes += size;
    return memory;
}

/// aligned_alloc() wants a size that is a multiple of the alignment.
std::size_t roundedUp(std::size_t size, std::size_t alignment)
{
    return (size + alignment - 1) / alignment * alignment;
}

} // namespace

namespace fusebox::bench {

Allocations allocationsSoFar()
{
    return soFar;
}

} // namespace fusebox::bench

// The forms for arrays and the nothrow forms end in these by the standard's defaults.
void *operator new(std::size_t size)
{
    return counted(size, std::malloc(size));
}

void *operator new(std::size_t size, std::align_val_t alignment)
{
    const auto align = static_cast<std::size_t>(alignment);
    return counted(size, std::aligned_alloc(align, roundedUp(size, align)));
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
