// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/byte_text.h"

#include <array>
#include <optional>

#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

struct Escape
{
    char byte;
    char letter;
};

constexpr std::array escapes{Escape{'\r', 'r'}, Escape{'\n', 'n'}, Escape{'\t', 't'}, Escape{'\\', '\\'}};

QString escaped(char byte)
{
    for (const Escape &escape : escapes) {
        if (escape.byte == byte)
            return QStringLiteral("\\") + QLatin1Char(escape.letter);
    }
    return QStringLiteral("\\x%1").arg(static_cast<uchar>(byte), 2, 16, QLatin1Char('0'));
}

/// The character in UTF-8 that begins here, if it can be shown.
QByteArray characterAt(const QByteArray &bytes, qsizetype at)
{
    constexpr qsizetype longest = 4;
    for (qsizetype size = 1; size <= longest && at + size <= bytes.size(); ++size) {
        const QByteArray part = bytes.mid(at, size);
        const QString text = QString::fromUtf8(part);
        if (text.toUtf8() == part && text.toUcs4().size() == 1)
            return isPlain(text) && part != "\\" ? part : QByteArray();
    }
    return {};
}

std::optional<char> unescaped(QByteArrayView sequence)
{
    for (const Escape &escape : escapes) {
        if (sequence.size() == 1 && sequence.front() == escape.letter)
            return escape.byte;
    }
    const bool isHex = sequence.size() == 3 && sequence.front() == 'x';
    const QByteArray digits = isHex ? sequence.sliced(1).toByteArray() : QByteArray();
    const QByteArray byte = QByteArray::fromHex(digits);
    return byte.toHex() == digits.toLower() && byte.size() == 1 ? std::optional(byte.front()) : std::nullopt;
}

} // namespace

QString byteText(const QByteArray &bytes)
{
    QString text;
    for (qsizetype at = 0; at < bytes.size();) {
        const QByteArray character = characterAt(bytes, at);
        text += character.isEmpty() ? escaped(bytes[at]) : QString::fromUtf8(character);
        at += std::max<qsizetype>(character.size(), 1);
    }
    return text;
}

tl::expected<QByteArray, QString> parseByteText(const QString &text)
{
    const QByteArray typed = text.toUtf8();
    QByteArray bytes;
    for (qsizetype at = 0; at < typed.size(); ++at) {
        if (typed[at] != '\\') {
            bytes += typed[at];
            continue;
        }
        const qsizetype size = typed.mid(at + 1, 1) == "x" ? 3 : 1;
        const auto byte =
            unescaped(QByteArrayView(typed).sliced(at + 1).first(std::min(size, typed.size() - at - 1)));
        if (!byte)
            return tl::make_unexpected(Text::tr("After a \\ write r, n, t, \\ or x and two digits: \\x00."));
        bytes += *byte;
        at += size;
    }
    return bytes;
}

} // namespace fusebox::ui
