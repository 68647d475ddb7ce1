// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/database/connection.h"

namespace fusebox::storage {

/// The version that is written, and the newest that is read.
inline constexpr int schemaVersion = 1;

/// Why a file is left as it is, and not written to.
struct ForeignFile
{
    int version = 0; ///< a later Fusebox's; 0: it is no history at all

    bool operator==(const ForeignFile &) const = default;
};

/// Sets a connection up to write, and brings the schema up to date, as a whole or not at all. None: done, or
/// a fault, which the connection tells.
[[nodiscard]] std::optional<ForeignFile> prepareToWrite(Connection &connection);
/// The same question, for one that only reads.
[[nodiscard]] std::optional<ForeignFile> checkSchema(Connection &connection);

} // namespace fusebox::storage
