// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/declared_charset.h"

#include <algorithm>
#include <cctype>

#include "core/probe/contract/http_text.h"

namespace fusebox::probe {

namespace {

constexpr qsizetype declaredWithin = 1024; // bytes of a page (HTML standard, 13.2.3.2)
constexpr qsizetype longestName = 40;

bool beginsTagName(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool isPageBlank(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool isOfCharset(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArrayView("-_.:+").contains(c);
}

/// With or without quotes, which need not be closed.
QByteArray charsetNamed(QByteArrayView value)
{
    value = value.trimmed();
    if (value.startsWith('"') || value.startsWith('\''))
        value = value.sliced(1).trimmed();
    const auto end = std::find_if_not(value.begin(), value.end(), isOfCharset);
    return value.first(std::min<qsizetype>(end - value.begin(), longestName)).toByteArray().toLower();
}

/// The place of the semicolon that ends a parameter, or of the end of all.
qsizetype endOfParameter(QByteArrayView field, qsizetype at)
{
    bool isQuoted = false;
    for (; at < field.size() && (isQuoted || field[at] != ';'); ++at) {
        if (field[at] == '"')
            isQuoted = !isQuoted;
        else if (isQuoted && field[at] == '\\')
            ++at;
    }
    return std::min(at, field.size());
}

struct Attribute
{
    QByteArray name;
    QByteArrayView value;
};

/// Reads the bytes of a page one after another.
class PageReader
{
public:
    explicit PageReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '>' : m_bytes[m_at]; }
    [[nodiscard]] QByteArrayView rest() const { return m_bytes.sliced(m_at); }
    void skip(qsizetype count) { m_at = std::min(m_at + count, m_bytes.size()); }

    QByteArrayView takeUntil(auto &&isEnd)
    {
        const qsizetype from = m_at;
        while (!atEnd() && !isEnd(m_bytes[m_at]))
            ++m_at;
        return m_bytes.sliced(from, m_at - from);
    }

    /// To behind the next `mark`.
    void skipBehind(QByteArrayView mark)
    {
        const qsizetype found = rest().indexOf(mark);
        skip(found < 0 ? m_bytes.size() : found + mark.size());
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

QByteArrayView valueAt(PageReader &page)
{
    const char quote = page.peek();
    if (quote != '"' && quote != '\'')
        return page.takeUntil([](char c) { return isPageBlank(c) || c == '>'; });
    page.skip(1);
    const auto value = page.takeUntil([quote](char c) { return c == quote; });
    page.skip(1);
    return value;
}

/// The next of a tag's; one without a name is the tag's end.
Attribute attributeAt(PageReader &page)
{
    (void)page.takeUntil([](char c) { return !isPageBlank(c) && c != '/'; });
    const QByteArray name =
        page.takeUntil([](char c) { return isPageBlank(c) || c == '/' || c == '>' || c == '='; })
            .toByteArray();
    if (name.isEmpty() && page.peek() == '=') { // which nobody means
        page.skip(1);
        return {"=", {}};
    }
    (void)page.takeUntil([](char c) { return !isPageBlank(c); });
    if (name.isEmpty() || page.peek() != '=')
        return {name.toLower(), {}};
    page.skip(1);
    (void)page.takeUntil([](char c) { return !isPageBlank(c); });
    return {name.toLower(), valueAt(page)};
}

/// "text/html; charset=utf-8"
QByteArray charsetInContent(QByteArrayView content)
{
    const QByteArray lower = content.toByteArray().toLower();
    constexpr QByteArrayView key = "charset";
    for (qsizetype at = lower.indexOf(key); at >= 0; at = lower.indexOf(key, at + 1)) {
        const QByteArrayView value = QByteArrayView(lower).sliced(at + key.size()).trimmed();
        if (value.startsWith('='))
            return charsetNamed(value.sliced(1));
    }
    return {};
}

QByteArray charsetInMeta(PageReader &page)
{
    QByteArray charset, ofContent;
    bool isPragma = false;
    for (auto attribute = attributeAt(page); !attribute.name.isEmpty(); attribute = attributeAt(page)) {
        if (attribute.name == "charset" && charset.isEmpty())
            charset = charsetNamed(attribute.value);
        else if (attribute.name == "content" && ofContent.isEmpty())
            ofContent = charsetInContent(attribute.value);
        else if (attribute.name == "http-equiv")
            isPragma = equalsWithoutCase(attribute.value, "content-type");
    }
    return charset.isEmpty() && isPragma ? ofContent : charset;
}

/// At a "<". What stands there is passed over, but for what a tag "meta" says.
QByteArray charsetInTag(PageReader &page)
{
    constexpr QByteArrayView meta = "<meta";
    const QByteArrayView rest = page.rest();
    if (rest.startsWith("<!--")) {
        page.skip(2); // "<!-->" is a whole one
        page.skipBehind("-->");
    } else if (rest.size() > meta.size() && equalsWithoutCase(rest.first(meta.size()), meta) &&
               (isPageBlank(rest[meta.size()]) || rest[meta.size()] == '/')) {
        page.skip(meta.size());
        return charsetInMeta(page);
    } else if (rest.size() > 2 && (beginsTagName(rest[1]) || (rest[1] == '/' && beginsTagName(rest[2])))) {
        (void)page.takeUntil([](char c) { return isPageBlank(c) || c == '>'; });
        while (!attributeAt(page).name.isEmpty())
            continue;
    } else if (rest.startsWith("<!") || rest.startsWith("</") || rest.startsWith("<?")) {
        page.skipBehind(">");
    } else {
        page.skip(1);
    }
    return {};
}

QByteArray charsetOfXml(QByteArrayView page)
{
    const QByteArray declaration = page.first(std::max<qsizetype>(page.indexOf("?>"), 0)).toByteArray();
    constexpr QByteArrayView key = "encoding";
    const qsizetype at = declaration.indexOf(key);
    if (at < 0)
        return {};
    const QByteArrayView value = QByteArrayView(declaration).sliced(at + key.size()).trimmed();
    return value.startsWith('=') ? charsetNamed(value.sliced(1)) : QByteArray();
}

QByteArray charsetOfHtml(QByteArrayView bytes)
{
    PageReader page(bytes);
    QByteArray charset;
    while (charset.isEmpty()) {
        (void)page.takeUntil([](char c) { return c == '<'; });
        if (page.atEnd())
            break;
        charset = charsetInTag(page);
    }
    return charset;
}

} // namespace

QByteArray charsetOfType(QByteArrayView contentType)
{
    qsizetype at = endOfParameter(contentType, 0);
    while (at < contentType.size()) {
        const qsizetype end = endOfParameter(contentType, at + 1);
        const QByteArrayView parameter = contentType.sliced(at + 1, end - at - 1);
        const qsizetype equals = parameter.indexOf('=');
        if (equals >= 0 && equalsWithoutCase(parameter.first(equals).trimmed(), "charset"))
            return charsetNamed(parameter.sliced(equals + 1));
        at = end;
    }
    return {};
}

QByteArray charsetOfPage(const QByteArray &body)
{
    const QByteArray begin = firstOf(body, declaredWithin);
    const bool isXml = begin.trimmed().startsWith("<?xml");
    const QByteArray charset = isXml ? charsetOfXml(begin) : charsetOfHtml(begin);
    return charset.startsWith("utf-16") || charset.startsWith("utf-32") ? QByteArray() : charset;
}

} // namespace fusebox::probe
