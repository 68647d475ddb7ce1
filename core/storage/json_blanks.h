// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include <QByteArrayView>

namespace fusebox::storage {

[[nodiscard]] constexpr bool isJsonBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Behind the blanks and comments that stand at `at`.
[[nodiscard]] std::size_t skipJsonBlanks(QByteArrayView text, std::size_t at);

/// The last byte before `at`, which is outside of text in quotation marks, that is neither blank nor of a
/// comment; none: -1.
[[nodiscard]] qsizetype lastJsonByte(QByteArrayView text, std::size_t at);

} // namespace fusebox::storage
