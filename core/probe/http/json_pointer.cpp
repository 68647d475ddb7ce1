// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/json_pointer.h"

#include <algorithm>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace fusebox::probe {

namespace {

/// Iterative, so that deep nesting cannot overflow the stack; numbers come as they are written.
constexpr unsigned parseFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag;
constexpr std::size_t maxDepth = 64;

/// Where the reader stands within a container that is open.
struct Level
{
    bool isArray = false;
    std::size_t index = 0; ///< of the next element, in an array
    std::string key = {};  ///< of the next value, in an object

    [[nodiscard]] bool leadsTo(const std::string &token) const
    {
        return token == (isArray ? std::to_string(index) : key);
    }
};

/// One pointer on its way down: how many of the open containers lie on it.
struct Search
{
    const std::vector<std::string> &tokens;
    std::size_t reached = 0;
    std::optional<JsonScalar> found = {};

    /// A value begins inside `levels`.
    void visit(const std::vector<Level> &levels, const JsonScalar &value)
    {
        const std::size_t depth = levels.size();
        const bool isOnTheWay = !found && reached == depth && depth <= tokens.size() &&
                                (depth == 0 || levels.back().leadsTo(tokens[depth - 1]));
        if (isOnTheWay && depth == tokens.size())
            found = value;
        else if (isOnTheWay && std::holds_alternative<JsonContainer>(value))
            reached = depth + 1;
    }
    void leave(std::size_t depth) { reached = std::min(reached, depth); }
};

/// RapidJSON's handler: keeps the open containers and shows every value to every search.
class Seeker : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Seeker>
{
public:
    explicit Seeker(std::vector<Search> &searches)
        : m_searches(searches)
    {
    }

    bool Null() { return add(nullptr); }
    bool Bool(bool value) { return add(value); }
    bool RawNumber(const char *text, unsigned length, bool)
    {
        return add(JsonNumber(std::string_view(text, length)));
    }
    bool String(const char *text, unsigned length, bool) { return add(std::string(text, length)); }
    bool Key(const char *text, unsigned length, bool)
    {
        m_levels.back().key.assign(text, length);
        return true;
    }
    bool StartObject() { return open(false); }
    bool EndObject(unsigned) { return close(); }
    bool StartArray() { return open(true); }
    bool EndArray(unsigned) { return close(); }

    [[nodiscard]] bool isTooDeep() const { return m_levels.size() >= maxDepth; }

private:
    void show(const JsonScalar &value)
    {
        for (Search &search : m_searches)
            search.visit(m_levels, value);
    }
    bool add(const JsonScalar &value)
    {
        show(value);
        step();
        return true;
    }
    bool open(bool isArray)
    {
        if (isTooDeep())
            return false;
        show(JsonContainer{isArray});
        m_levels.push_back({.isArray = isArray});
        return true;
    }
    bool close()
    {
        m_levels.pop_back();
        for (Search &search : m_searches)
            search.leave(m_levels.size());
        step();
        return true;
    }
    void step()
    {
        if (!m_levels.empty())
            ++m_levels.back().index;
    }

    std::vector<Search> &m_searches;
    std::vector<Level> m_levels;
};

struct Text
{
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const JsonNumber &number) const { return number.text(); }
    std::string operator()(const std::string &text) const { return '"' + text + '"'; }
    std::string operator()(JsonContainer container) const { return container.isArray ? "[...]" : "{...}"; }
};

} // namespace

std::string textOf(const JsonScalar &value)
{
    return std::visit(Text{}, value);
}

std::optional<JsonPointer> JsonPointer::parse(const QString &text)
{
    JsonPointer pointer;
    if (text.isEmpty())
        return pointer;
    if (!text.startsWith(u'/'))
        return {};
    for (QString token : text.mid(1).split(u'/')) {
        for (qsizetype i = token.indexOf(u'~'); i >= 0; i = token.indexOf(u'~', i + 1))
            if (const QStringView next = QStringView(token).mid(i + 1, 1); next != u"0" && next != u"1")
                return {};
        pointer.m_tokens.push_back(token.replace(QLatin1String("~1"), QLatin1String("/"))
                                       .replace(QLatin1String("~0"), QLatin1String("~"))
                                       .toStdString());
    }
    return pointer;
}

tl::expected<std::vector<std::optional<JsonScalar>>, JsonError>
findInJson(const QByteArray &text, const std::vector<JsonPointer> &pointers)
{
    std::vector<Search> searches;
    for (const JsonPointer &pointer : pointers)
        searches.push_back({.tokens = pointer.tokens()});
    rapidjson::MemoryStream stream(text.constData(), static_cast<std::size_t>(text.size()));
    rapidjson::Reader reader;
    Seeker seeker(searches);
    const bool parsed = !reader.Parse<parseFlags>(stream, seeker).IsError();
    const bool all =
        stream.Tell() == static_cast<std::size_t>(text.size()); // the reader takes a NUL for the end
    if (!parsed || !all)
        return tl::unexpected(seeker.isTooDeep() ? JsonError::TooDeep : JsonError::Malformed);
    std::vector<std::optional<JsonScalar>> found;
    for (Search &search : searches)
        found.push_back(std::move(search.found));
    return found;
}

} // namespace fusebox::probe
