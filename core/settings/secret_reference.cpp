// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/secret_reference.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include <QLatin1StringView>
#include <QRegularExpression>

namespace fusebox::settings {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array sourceWords{"secret"_L1, "env"_L1, "file"_L1}; // in the order of SecretSource
constexpr qsizetype longestEntry = 128;
constexpr qsizetype longestPath = 4096;
constexpr qsizetype longestWord = 12; ///< that may be a source's, with a slip in it

bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool isOfEntry(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArrayView("._-/@").contains(c);
}

bool isOfPath(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
}

bool isName(SecretSource source, QByteArrayView name)
{
    switch (source) {
    case SecretSource::Environment: return isVariableName(QString::fromUtf8(name));
    case SecretSource::Keyring:
        return !name.isEmpty() && name.size() <= longestEntry && std::ranges::all_of(name, isOfEntry);
    case SecretSource::File:
        return !name.isEmpty() && name.size() <= longestPath && std::ranges::all_of(name, isOfPath);
    }
    return false;
}

/// One letter more, less, or another, or two of them the wrong way round; or in capitals.
bool isSlipOf(QByteArrayView known, const QByteArray &typed)
{
    QByteArrayView a = known;
    QByteArrayView b = typed;
    while (!a.isEmpty() && !b.isEmpty() && a.front() == b.front()) {
        a = a.sliced(1);
        b = b.sliced(1);
    }
    while (!a.isEmpty() && !b.isEmpty() && a.back() == b.back()) {
        a.chop(1);
        b.chop(1);
    }
    const bool isSwapped = a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
    return isSwapped || (a.size() <= 1 && b.size() <= 1);
}

bool isSlip(const QByteArray &word)
{
    return word.size() <= longestWord && std::ranges::any_of(sourceWords, [&](QLatin1StringView known) {
               return isSlipOf(QByteArrayView(known.data(), known.size()), word.toLower());
           });
}

std::optional<SecretSource> sourceOf(const QByteArray &word)
{
    const auto found = std::ranges::find(sourceWords, QLatin1StringView(word));
    if (found == sourceWords.end())
        return {};
    return static_cast<SecretSource>(found - sourceWords.begin());
}

/// Goes through a text from its beginning to its end.
class Reader
{
public:
    explicit Reader(const QByteArray &text)
        : m_text(text)
    {
    }

    tl::expected<TextParts, ReferenceFault> read()
    {
        qsizetype at = 0;
        while (at < m_text.size()) {
            const qsizetype next = m_text.indexOf('$', at);
            m_literal += m_text.sliced(at, (next < 0 ? m_text.size() : next) - at);
            if (next < 0)
                break;
            const auto end = readFrom(next);
            if (!end)
                return tl::unexpected(end.error());
            at = *end;
        }
        endLiteral();
        return std::move(m_parts);
    }

private:
    /// Where what begins with the "$" there ends.
    tl::expected<qsizetype, ReferenceFault> readFrom(qsizetype at)
    {
        const QByteArrayView rest = QByteArrayView(m_text).sliced(at);
        if (rest.startsWith("$${")) {
            m_literal += "${";
            return at + 3;
        }
        if (!rest.startsWith("${")) {
            m_literal += '$';
            return at + 1;
        }
        const auto colon = std::find_if_not(rest.begin() + 2, rest.end(), isLetter);
        const QByteArray word(rest.data() + 2, colon - rest.begin() - 2);
        const bool isWord = colon != rest.end() && *colon == ':' && !word.isEmpty();
        if (isWord && sourceOf(word))
            return readReference(*sourceOf(word), at + 2 + word.size() + 1);
        if (isWord && isSlip(word))
            return tl::unexpected(ReferenceFault{ReferenceError::UnknownSource, QString::fromLatin1(word)});
        m_literal += "${";
        return at + 2;
    }

    tl::expected<qsizetype, ReferenceFault> readReference(SecretSource source, qsizetype at)
    {
        const QString word = sourceWords[static_cast<std::size_t>(source)];
        const qsizetype end = m_text.indexOf('}', at);
        if (end < 0)
            return tl::unexpected(ReferenceFault{ReferenceError::Unclosed, word});
        const QByteArray name = m_text.sliced(at, end - at);
        if (!isName(source, name))
            return tl::unexpected(ReferenceFault{ReferenceError::BadName, word});
        if (++m_references > mostReferences)
            return tl::unexpected(ReferenceFault{ReferenceError::TooMany, word});
        endLiteral();
        m_parts.emplace_back(SecretReference{source, QString::fromUtf8(name)});
        return end + 1;
    }

    void endLiteral()
    {
        if (!m_literal.isEmpty())
            m_parts.emplace_back(std::exchange(m_literal, {}));
    }

    const QByteArray &m_text;
    TextParts m_parts = {};
    QByteArray m_literal = {};
    std::size_t m_references = 0;
};

/// QUrl has braces encoded, whoever typed them: of those behind a "$" they are what they were.
QByteArray withBraces(const QUrl &url)
{
    QByteArray text = url.toEncoded();
    const QByteArray lower = text.toLower(); // as long
    QByteArray result;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype open = lower.indexOf("$%7b", at);
        const qsizetype close = open < 0 ? -1 : lower.indexOf("%7d", open);
        if (close < 0)
            return result + text.sliced(at);
        result += text.sliced(at, open - at) + "${" + text.sliced(open + 4, close - open - 4) + '}';
        at = close + 3;
    }
    return result;
}

} // namespace

bool isVariableName(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_][A-Za-z0-9_]{0,254}\\z"_s);
    return pattern.match(name).hasMatch();
}

QString referenceText(const SecretReference &reference)
{
    return u"${%1:%2}"_s.arg(sourceWords[static_cast<std::size_t>(reference.source)], reference.name);
}

tl::expected<TextParts, ReferenceFault> partsIn(const QByteArray &text)
{
    return Reader(text).read();
}

tl::expected<TextParts, ReferenceFault> partsIn(const QUrl &url)
{
    auto parts = partsIn(withBraces(url));
    if (!parts)
        return parts;
    for (TextPart &part : *parts) {
        if (auto *literal = std::get_if<QByteArray>(&part))
            literal->replace('{', "%7B").replace('}', "%7D");
        else if (auto &reference = std::get<SecretReference>(part); reference.source == SecretSource::File)
            reference.name = QString::fromUtf8(QByteArray::fromPercentEncoding(reference.name.toUtf8()));
    }
    return parts;
}

QByteArray literalsOf(const QByteArray &text)
{
    const auto parts = partsIn(text);
    if (!parts)
        return text;
    QByteArray literals;
    for (const TextPart &part : *parts)
        if (const auto *literal = std::get_if<QByteArray>(&part))
            literals += *literal;
    return literals;
}

bool hasReference(const QByteArray &text)
{
    const auto parts = text.contains("${") ? partsIn(text) : TextParts();
    return parts && std::ranges::any_of(*parts, [](const TextPart &part) {
               return std::holds_alternative<SecretReference>(part);
           });
}

QString urlText(const QUrl &url)
{
    return QString::fromUtf8(withBraces(url));
}

} // namespace fusebox::settings
