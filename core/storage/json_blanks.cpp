// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_blanks.h"

#include <algorithm>

namespace fusebox::storage {

std::size_t skipJsonBlanks(QByteArrayView text, std::size_t at)
{
    const auto behind = [text](QByteArrayView end, std::size_t from) {
        const qsizetype found = text.indexOf(end, static_cast<qsizetype>(from));
        return static_cast<std::size_t>(found < 0 ? text.size() : found + end.size());
    };
    const auto size = static_cast<std::size_t>(text.size());
    while (at < size) {
        const QByteArrayView rest = text.sliced(static_cast<qsizetype>(at));
        if (isJsonBlank(rest.front()))
            ++at;
        else if (rest.startsWith("//"))
            at = behind("\n", at);
        else if (rest.startsWith("/*"))
            at = behind("*/", at + 2);
        else
            break;
    }
    return at;
}

qsizetype lastJsonByte(QByteArrayView text, std::size_t at)
{
    const std::size_t end = std::min(at, static_cast<std::size_t>(text.size()));
    const auto byte = [text](std::size_t i) { return text[static_cast<qsizetype>(i)]; };
    qsizetype last = -1;
    for (std::size_t i = skipJsonBlanks(text, 0); i < end; i = skipJsonBlanks(text, i + 1)) {
        if (byte(i) == '"') {
            for (++i; i < end && byte(i) != '"'; ++i)
                i += byte(i) == '\\' ? 1 : 0;
        }
        last = static_cast<qsizetype>(std::min(i, end - 1));
    }
    return last;
}

} // namespace fusebox::storage
