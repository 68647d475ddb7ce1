// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/storage/json_outline.h"

namespace fusebox::storage {

/// A text with its outline. Both outlive it.
struct JsonSnippet
{
    const QByteArray &text;
    const JsonOutline &value;

    [[nodiscard]] QByteArrayView bytes() const { return value.in(text); }
    [[nodiscard]] JsonSnippet of(const JsonPart &part) const { return {text, part.value}; }
};

/// How a text is laid out, learned from it.
struct JsonLayout
{
    QByteArray unit = "  ";    ///< by which what is inside is indented
    QByteArray newline = "\n"; ///< "\r\n" where the text has it so
    bool isOneLine = false;    ///< all of it
};

[[nodiscard]] JsonLayout layoutOf(const JsonSnippet &whole);

/// A value laid out anew, to stand on a line that is indented by `indent`. Lists of nothing but scalars are
/// on one line.
[[nodiscard]] QByteArray laidOut(const JsonSnippet &value, const JsonLayout &layout,
                                 const QByteArray &indent);
/// On one line.
[[nodiscard]] QByteArray onOneLine(const JsonSnippet &value);

/// An array or object of a text, of which parts are changed, taken out or added. All else stays as it is,
/// byte for byte. A comment belongs to the part that it stands behind on its line, or else to the part on the
/// next line: it goes with it.
class JsonEdit
{
public:
    /// All outlive it.
    JsonEdit(const JsonSnippet &container, const JsonLayout &layout);

    /// `value` is text that takes the place of the part's value; the key stays.
    void replace(std::size_t part, const QByteArray &value);
    /// The same, laid out as what is there is: on one line where that is.
    void replace(std::size_t part, const JsonSnippet &value);
    void remove(std::size_t part);
    /// Before that part, behind what was inserted there before; at the end for their number. `key` as what it
    /// says; arrays: none.
    void insert(std::size_t part, const std::string &key, const JsonSnippet &value);

    [[nodiscard]] bool isUnchanged() const;
    /// Nothing would be left in it.
    [[nodiscard]] bool isEmptied() const;
    /// Of the container, from its bracket to its bracket.
    [[nodiscard]] QByteArray text() const;

private:
    struct Piece
    {
        QByteArray lead = {};  ///< blanks and comments before it
        QByteArray body = {};  ///< key and value
        QByteArray mid = {};   ///< what stands between it and the comma behind it
        QByteArray trail = {}; ///< comments behind the comma, on its line
    };

    [[nodiscard]] std::size_t count() const { return m_container.value.parts.size(); }
    [[nodiscard]] QByteArray between(std::size_t begin, std::size_t end) const;
    [[nodiscard]] QByteArray indentOf(std::size_t at) const;
    [[nodiscard]] bool isOneLine() const;
    [[nodiscard]] QByteArray innerIndent() const;
    [[nodiscard]] bool startsLine(std::size_t part) const;
    void cut();

    JsonSnippet m_container;
    const JsonLayout &m_layout;
    QByteArray m_head = {}; ///< behind the opening bracket, on its line
    QByteArray m_foot = {}; ///< before the closing one
    std::vector<Piece> m_pieces = {};
    std::vector<bool> m_isRemoved = {};
    std::map<std::size_t, std::vector<Piece>> m_inserted = {};
    bool m_isReplaced = false;
};

} // namespace fusebox::storage
