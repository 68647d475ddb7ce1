// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_tree.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "core/probe/match/json_pointer.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// ED B0 80 to ED BF BF: how RapidJSON gives a low surrogate without its high one, which UTF-8 has not.
bool isLoneSurrogate(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    return at + 2 < text.size() && byte(at) == 0xED && byte(at + 1) >= 0xB0 && byte(at + 1) <= 0xBF;
}

char16_t loneSurrogate(std::string_view text, std::size_t at)
{
    const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) & 0x3FU; };
    return static_cast<char16_t>(0xD000U | bits(at + 1) << 6U | bits(at + 2));
}

} // namespace

void JsonErrors::add(JsonErrors more)
{
    std::ranges::move(more.m_all, std::back_inserter(m_all));
}

QString textOf(const std::string &text)
{
    QString result;
    std::size_t from = 0;
    for (std::size_t at = text.find('\xED'); at != std::string::npos; at = text.find('\xED', at + 1)) {
        if (!isLoneSurrogate(text, at))
            continue;
        result += QString::fromStdString(text.substr(from, at - from)) + QChar(loneSurrogate(text, at));
        from = at + 3;
    }
    return from == 0 ? QString::fromStdString(text) : result + QString::fromStdString(text.substr(from));
}

int columnAt(const QByteArray &text, std::size_t offset)
{
    const auto end = std::min(text.size(), static_cast<qsizetype>(offset));
    const qsizetype start = end == 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    return 1 + static_cast<int>(QString::fromUtf8(text.mid(start, end - start)).size());
}

QString describe(const JsonValue &value)
{
    static constexpr std::array names{"null"_L1,     "true or false"_L1, "a number"_L1,
                                      "a string"_L1, "an array"_L1,      "an object"_L1};
    static_assert(names.size() == std::variant_size_v<decltype(value.data)>);
    return names.at(value.data.index());
}

QString pointerTo(const QString &parent, const QString &key)
{
    return parent + u'/' + probe::referenceToken(key);
}

QString pointerTo(const QString &parent, std::size_t index)
{
    return parent + u'/' + QString::number(index);
}

} // namespace fusebox::storage
