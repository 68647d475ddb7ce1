// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace fusebox::storage {

/// Why what is stored cannot be read.
enum class StoredFault : std::uint8_t {
    CutOff,       ///< it ends too early
    Newer,        ///< of a format that a later Fusebox writes
    OutOfBounds,  ///< a value that nothing can have
    TooLong,      ///< there is more than belongs there
    NotCompressed ///< what should be compressed is not, or is damaged
};

/// "ends too early": in English, for a log.
[[nodiscard]] constexpr std::string_view words(StoredFault fault)
{
    switch (fault) {
    case StoredFault::CutOff: return "ends too early";
    case StoredFault::Newer: return "is of a newer format";
    case StoredFault::OutOfBounds: return "holds a value that nothing can have";
    case StoredFault::TooLong: return "is longer than it says";
    case StoredFault::NotCompressed: return "is damaged where it is compressed";
    }
    return {};
}

} // namespace fusebox::storage
