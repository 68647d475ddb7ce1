// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/probe/contract/probe.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

/// What went wrong, as part of what is stored: all but what lasts no longer than the call itself.
namespace fusebox::storage {

/// Of texts from outside so many bytes are kept.
inline constexpr qsizetype mostText = 2 * 1024;

void writeText(ByteWriter &out, const QString &text);
void writeFailure(ByteWriter &out, const std::optional<probe::ProbeFailure> &failure);
[[nodiscard]] std::optional<probe::ProbeFailure> readFailure(ByteReader &in);

// A value that may be missing: a byte that says whether it is there, and it.
template <typename T, typename Write>
void writeMaybe(ByteWriter &out, const std::optional<T> &value, Write write)
{
    out.byte(value ? 1 : 0);
    if (value)
        write(*value);
}
template <typename Read>
[[nodiscard]] auto readMaybe(ByteReader &in, Read read) -> std::optional<decltype(read())>
{
    return in.number(1) == 1 ? std::optional(read()) : std::nullopt;
}

} // namespace fusebox::storage
