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

/// The next byte of the input, with which the fuzzer chooses; 0 at its end.
inline std::uint8_t takeByte(std::string_view &input)
{
    if (input.empty())
        return 0;
    const auto byte = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    return byte;
}

/// The input up to the first byte of that value, which is dropped; all of it if there is none.
inline std::string_view takeUntil(std::string_view &input, char end)
{
    const std::size_t length = input.find(end);
    const std::string_view taken = input.substr(0, length);
    input.remove_prefix(length == std::string_view::npos ? input.size() : length + 1);
    return taken;
}

/// Hands bytes on in pieces, until `take` wants no more: what comes over a wire is cut anywhere. The seed
/// chooses where; 0: nowhere.
template <typename Take>
void inPieces(std::string_view bytes, std::uint8_t seed, Take take)
{
    std::uint32_t state = seed;
    while (!bytes.empty()) {
        state = (state * 1'103'515'245 + 12'345) & 0x7fffffff; // as in the C standard's example of rand()
        const std::size_t size = seed == 0 ? bytes.size() : 1 + (state >> 16) % (seed < 128 ? 2 : 40);
        if (!take(bytes.substr(0, size)))
            return;
        bytes.remove_prefix(bytes.size() < size ? bytes.size() : size);
    }
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
