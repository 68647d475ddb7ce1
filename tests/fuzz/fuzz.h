// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace fusebox::fuzz {

/// What must hold for any input. Kept in release builds; the fuzzer shows the input that broke it.
inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace fusebox::fuzz

/// FUZZ(std::string_view text) { ... }: the body is called with whatever the fuzzer, or the replay of its
/// corpus, comes up with.
#define FUZZ(parameter)                                                                                      \
    static void fuzzOne(parameter);                                                                          \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)                        \
    {                                                                                                        \
        fuzzOne({reinterpret_cast<const char *>(data), size});                                               \
        return 0;                                                                                            \
    }                                                                                                        \
    static void fuzzOne(parameter)

using fusebox::fuzz::require;
