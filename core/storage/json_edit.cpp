// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_edit.h"

#include <algorithm>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "core/storage/json_blanks.h"

namespace fusebox::storage {

namespace {

QByteArray keyText(const std::string &key)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.String(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    return {buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())};
}

bool isOfScalars(const JsonOutline &value)
{
    return std::ranges::all_of(
        value.parts, [](const JsonPart &part) { return part.value.kind == JsonOutline::Kind::Scalar; });
}

bool hasLine(QByteArrayView text)
{
    return text.contains('\n');
}

/// The blanks and comments on the line from `at` on, if the line ends behind them; else nothing of them.
std::size_t endOfLineAt(QByteArrayView text, std::size_t begin)
{
    auto at = static_cast<qsizetype>(begin);
    while (at < text.size()) {
        const QByteArrayView rest = text.sliced(at);
        if (rest.front() == '\n' || rest.startsWith("\r\n"))
            return static_cast<std::size_t>(at);
        if (rest.startsWith("//")) {
            const qsizetype end = text.indexOf('\n', at);
            if (end < 0)
                return static_cast<std::size_t>(text.size());
            return static_cast<std::size_t>(text[end - 1] == '\r' ? end - 1 : end);
        }
        const qsizetype closed = rest.startsWith("/*") ? rest.indexOf("*/", 2) : -1;
        if (closed >= 0 && !hasLine(rest.first(closed)))
            at += closed + 2;
        else if (rest.front() == ' ' || rest.front() == '\t')
            ++at;
        else
            break;
    }
    return begin;
}

/// What follows its last character is still a comment.
bool endsInComment(QByteArrayView blanks)
{
    qsizetype at = 0;
    while (at >= 0 && at < blanks.size()) {
        const QByteArrayView rest = blanks.sliced(at);
        const bool isLine = rest.startsWith("//");
        if (!isLine && !rest.startsWith("/*")) {
            ++at;
            continue;
        }
        const QByteArrayView end = isLine ? "\n" : "*/";
        const qsizetype found = blanks.indexOf(end, at + 2);
        if (found < 0)
            return true;
        at = found + end.size();
    }
    return false;
}

/// Puts parts one behind the other, none of them into a comment.
class Joined
{
public:
    explicit Joined(const QByteArray &newline)
        : m_newline(newline)
    {
    }

    void addBlanks(const QByteArray &blanks)
    {
        if (blanks.isEmpty())
            return;
        const qsizetype firstLine = blanks.indexOf('\n');
        if (m_isInComment && (firstLine < 0 || !blanks.first(firstLine).trimmed().isEmpty()))
            m_text += m_newline;
        m_text += blanks;
        m_isInComment = endsInComment(blanks);
    }
    void add(const QByteArray &text)
    {
        if (m_isInComment && !text.isEmpty())
            m_text += m_newline;
        m_text += text;
        m_isInComment = m_isInComment && text.isEmpty();
    }
    [[nodiscard]] QByteArray take() { return std::move(m_text); }

private:
    QByteArray m_newline;
    QByteArray m_text = {};
    bool m_isInComment = false;
};

} // namespace

JsonLayout layoutOf(const JsonSnippet &whole)
{
    JsonLayout layout;
    const QByteArrayView bytes = whole.bytes();
    layout.isOneLine = !hasLine(bytes);
    const qsizetype end = whole.text.indexOf('\n');
    if (end > 0 && whole.text[end - 1] == '\r')
        layout.newline = "\r\n";
    if (whole.value.parts.empty())
        return layout;
    const auto first = static_cast<qsizetype>(whole.value.parts.front().begin);
    const qsizetype line = whole.text.lastIndexOf('\n', first) + 1;
    const QByteArray indent = whole.text.sliced(line, first - line);
    if (line > static_cast<qsizetype>(whole.value.begin) && !indent.isEmpty() && indent.trimmed().isEmpty())
        layout.unit = indent;
    return layout;
}

QByteArray laidOut(const JsonSnippet &value, const JsonLayout &layout, const QByteArray &indent)
{
    const bool isObject = value.value.kind == JsonOutline::Kind::Object;
    const bool isFlat = !isObject && isOfScalars(value.value);
    if (layout.isOneLine || value.value.parts.empty() || isFlat)
        return onOneLine(value);
    const QByteArray inner = indent + layout.unit;
    QByteArray text(isObject ? "{" : "[");
    for (const JsonPart &part : value.value.parts) {
        text += &part == &value.value.parts.front() ? layout.newline : ',' + layout.newline;
        text += inner + (isObject ? keyText(part.key) + ": " : QByteArray());
        text += laidOut(value.of(part), layout, inner);
    }
    return text + layout.newline + indent + (isObject ? '}' : ']');
}

QByteArray onOneLine(const JsonSnippet &value)
{
    if (value.value.kind == JsonOutline::Kind::Scalar)
        return value.bytes().toByteArray();
    const bool isObject = value.value.kind == JsonOutline::Kind::Object;
    QByteArray text(isObject ? "{" : "[");
    for (const JsonPart &part : value.value.parts) {
        text += &part == &value.value.parts.front() ? "" : ", ";
        text += (isObject ? keyText(part.key) + ": " : QByteArray()) + onOneLine(value.of(part));
    }
    return text + (isObject ? '}' : ']');
}

JsonEdit::JsonEdit(const JsonSnippet &container, const JsonLayout &layout)
    : m_container(container)
    , m_layout(layout)
    , m_isRemoved(container.value.parts.size(), false)
{
    cut();
}

QByteArray JsonEdit::between(std::size_t begin, std::size_t end) const
{
    return m_container.text.sliced(static_cast<qsizetype>(begin), static_cast<qsizetype>(end - begin));
}

/// Every byte between the brackets goes to the head, to one of the pieces or to the foot.
void JsonEdit::cut()
{
    const QByteArrayView text = m_container.text;
    const std::size_t last = m_container.value.end - 1;
    std::size_t at = endOfLineAt(text, m_container.value.begin + 1);
    m_head = between(m_container.value.begin + 1, at);
    for (const JsonPart &part : m_container.value.parts) {
        Piece piece{.lead = between(at, part.begin), .body = between(part.begin, part.value.end)};
        at = part.value.end;
        if (part.comma) {
            piece.mid = between(at, *part.comma);
            at = endOfLineAt(text, *part.comma + 1);
            piece.trail = between(*part.comma + 1, at);
        } else if (const std::size_t behind = skipJsonBlanks(text, at);
                   behind == last && !hasLine(between(at, last))) {
            const QByteArray rest = between(at, last);
            piece.mid = rest.first(rest.lastIndexOf('/') + 1); // a comment that ends before the bracket
            at += static_cast<std::size_t>(piece.mid.size());
        } else {
            const std::size_t end = std::min(endOfLineAt(text, at), last);
            piece.trail = between(at, end);
            at = end;
        }
        m_pieces.push_back(std::move(piece));
    }
    m_foot = between(at, last);
}

/// The blanks that the line of that byte begins with.
QByteArray JsonEdit::indentOf(std::size_t at) const
{
    const QByteArray &text = m_container.text;
    const qsizetype line = at == 0 ? 0 : text.lastIndexOf('\n', static_cast<qsizetype>(at) - 1) + 1;
    qsizetype end = line;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t'))
        ++end;
    return text.sliced(line, end - line);
}

bool JsonEdit::isOneLine() const
{
    if (count() == 0)
        return m_layout.isOneLine;
    return std::ranges::none_of(m_pieces, [](const Piece &piece) { return hasLine(piece.lead); });
}

QByteArray JsonEdit::innerIndent() const
{
    return count() == 0 ? indentOf(m_container.value.begin) + m_layout.unit
                        : indentOf(m_container.value.parts.back().begin);
}

void JsonEdit::replace(std::size_t part, const QByteArray &value)
{
    const JsonPart &old = m_container.value.parts[part];
    const QByteArray body = between(old.begin, old.value.begin) + value;
    m_isReplaced = m_isReplaced || body != m_pieces[part].body;
    m_pieces[part].body = body;
}

void JsonEdit::replace(std::size_t part, const JsonSnippet &value)
{
    const JsonPart &old = m_container.value.parts[part];
    const bool wasOneLine = old.value.kind != JsonOutline::Kind::Scalar && !old.value.parts.empty() &&
                            !hasLine(old.value.in(m_container.text));
    replace(part,
            isOneLine() || wasOneLine ? onOneLine(value) : laidOut(value, m_layout, indentOf(old.begin)));
}

void JsonEdit::remove(std::size_t part)
{
    m_isRemoved[part] = true;
}

void JsonEdit::insert(std::size_t part, const std::string &key, const JsonSnippet &value)
{
    const QByteArray name =
        m_container.value.kind == JsonOutline::Kind::Object ? keyText(key) + ": " : QByteArray();
    if (isOneLine())
        m_inserted[part].push_back({.lead = " ", .body = name + onOneLine(value)});
    else
        m_inserted[part].push_back({.lead = m_layout.newline + innerIndent(),
                                    .body = name + laidOut(value, m_layout, innerIndent())});
}

/// All before it on its line are removed.
bool JsonEdit::startsLine(std::size_t part) const
{
    if (!m_pieces[part].lead.trimmed().isEmpty() || hasLine(m_pieces[part].lead))
        return false;
    while (part > 0 && m_isRemoved[part - 1]) {
        --part;
        if (hasLine(m_pieces[part].lead))
            return true;
    }
    return false;
}

bool JsonEdit::isUnchanged() const
{
    return !m_isReplaced && m_inserted.empty() && std::ranges::find(m_isRemoved, true) == m_isRemoved.end();
}

bool JsonEdit::isEmptied() const
{
    return m_inserted.empty() && std::ranges::find(m_isRemoved, false) == m_isRemoved.end();
}

QByteArray JsonEdit::text() const
{
    std::vector<Piece> all;
    for (std::size_t i = 0; i <= count(); ++i) {
        if (const auto found = m_inserted.find(i); found != m_inserted.end())
            all.insert(all.end(), found->second.begin(), found->second.end());
        if (i < count() && !m_isRemoved[i]) {
            all.push_back(m_pieces[i]);
            if (startsLine(i))
                all.back().lead = m_layout.newline + indentOf(m_container.value.parts[i].begin);
        }
    }
    if (!all.empty() && !hasLine(all.front().lead) && all.front().lead.trimmed().isEmpty())
        all.front().lead =
            count() == 0 || !m_pieces.front().lead.trimmed().isEmpty() ? QByteArray() : m_pieces.front().lead;
    QByteArray foot = m_foot;
    if (all.empty() && (m_head + foot).trimmed().isEmpty())
        foot = m_head.isEmpty() && count() > 0 ? QByteArray() : foot;
    if (count() == 0 && !all.empty() && !m_layout.isOneLine && !hasLine(foot))
        foot = (foot.trimmed().isEmpty() ? QByteArray() : foot) + m_layout.newline +
               indentOf(m_container.value.begin);
    Joined joined(m_layout.newline);
    joined.add(m_container.text.sliced(static_cast<qsizetype>(m_container.value.begin), 1));
    joined.addBlanks(m_head);
    for (std::size_t i = 0; i < all.size(); ++i) {
        joined.addBlanks(all[i].lead);
        joined.add(all[i].body);
        joined.addBlanks(all[i].mid);
        joined.add(i + 1 < all.size() ? "," : "");
        joined.addBlanks(all[i].trail);
    }
    joined.addBlanks(foot);
    joined.add(m_container.text.sliced(static_cast<qsizetype>(m_container.value.end) - 1, 1));
    return joined.take();
}

} // namespace fusebox::storage
