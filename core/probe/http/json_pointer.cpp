// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/json_pointer.h"

#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <QStringList>

namespace fusebox::probe {

namespace {

/// Iterative, so that deep nesting cannot overflow the stack; numbers come as they are written.
constexpr unsigned parseFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag;
constexpr std::size_t maxDepth = 64;

/// A value that lies on the way of a pointer or at its end, whether or not the text has it.
struct Place
{
    std::map<std::string, std::unique_ptr<Place>, std::less<>> members = {}; ///< by reference token
    std::map<std::size_t, Place *> elements = {}; ///< those of them that are an index, too
    bool isWanted = false;
    std::optional<JsonScalar> found = {};

    [[nodiscard]] Place *member(std::string_view token) const
    {
        const auto known = members.find(token);
        return known == members.end() ? nullptr : known->second.get();
    }
    [[nodiscard]] Place *element(std::size_t index) const
    {
        const auto known = elements.find(index);
        return known == elements.end() ? nullptr : known->second;
    }
};

/// What an array has by that name: no leading zeros (RFC 6901, 4).
std::optional<std::size_t> indexFrom(std::string_view token)
{
    std::size_t index = 0;
    const char *end = token.data() + token.size();
    const auto result = std::from_chars(token.data(), end, index);
    const bool isIndex = result.ec == std::errc() && result.ptr == end;
    return isIndex && (token == "0" || token[0] != '0') ? std::optional(index) : std::nullopt;
}

Place &insert(Place &root, const JsonPointer &pointer)
{
    Place *place = &root;
    for (const std::string &token : pointer.tokens()) {
        auto &member = place->members[token];
        if (!member)
            member = std::make_unique<Place>();
        if (const auto index = indexFrom(token))
            place->elements[*index] = member.get();
        place = member.get();
    }
    place->isWanted = true;
    return *place;
}

/// A container that is open.
struct Level
{
    Place *place = nullptr; ///< none: nothing in it is looked for
    bool isArray = false;
    std::size_t index = 0;   ///< of the next element, in an array
    Place *member = nullptr; ///< of the next value, in an object

    void enterMember(std::string_view key) { member = place ? place->member(key) : nullptr; }
    [[nodiscard]] Place *nextElement() { return place ? place->element(index++) : nullptr; }
    [[nodiscard]] Place *next() { return isArray ? nextElement() : member; }
};

/// RapidJSON's handler: keeps the open containers, and what is wanted. A body may hold a million values, and
/// all checks of the thread wait: a value that nobody wants costs next to nothing.
class Seeker : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Seeker>
{
public:
    explicit Seeker(Place &root)
        : m_root(root)
    {
    }

    bool Null() { return add<std::nullptr_t>(nullptr); }
    bool Bool(bool value) { return add<bool>(value); }
    bool RawNumber(const char *text, unsigned length, bool)
    {
        return add<JsonNumber>(std::string_view(text, length));
    }
    bool String(const char *text, unsigned length, bool) { return add<std::string>(text, length); }
    bool Key(const char *text, unsigned length, bool)
    {
        m_levels.back().enterMember({text, length});
        return true;
    }
    bool StartObject() { return open(false); }
    bool EndObject(unsigned) { return close(); }
    bool StartArray() { return open(true); }
    bool EndArray(unsigned) { return close(); }

    [[nodiscard]] bool isTooDeep() const { return m_levels.size() >= maxDepth; }

private:
    /// Of the value that begins here.
    [[nodiscard]] Place *next() { return m_levels.empty() ? &m_root : m_levels.back().next(); }

    /// Of equal keys the first counts.
    template <typename Value, typename... Parts>
    static void note(Place *place, const Parts &...parts)
    {
        if (place && place->isWanted && !place->found)
            place->found.emplace(std::in_place_type<Value>, parts...);
    }
    template <typename Value, typename... Parts>
    bool add(const Parts &...parts)
    {
        note<Value>(next(), parts...);
        return true;
    }
    bool open(bool isArray)
    {
        if (isTooDeep())
            return false;
        Place *place = next();
        note<JsonContainer>(place, JsonContainer{isArray});
        m_levels.push_back({.place = place, .isArray = isArray});
        return true;
    }
    bool close()
    {
        m_levels.pop_back();
        return true;
    }

    Place &m_root;
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
    Place root;
    std::vector<const Place *> places;
    for (const JsonPointer &pointer : pointers)
        places.push_back(&insert(root, pointer));
    rapidjson::MemoryStream stream(text.constData(), static_cast<std::size_t>(text.size()));
    rapidjson::Reader reader;
    Seeker seeker(root);
    const bool parsed = !reader.Parse<parseFlags>(stream, seeker).IsError();
    const bool all =
        stream.Tell() == static_cast<std::size_t>(text.size()); // the reader takes a NUL for the end
    if (!parsed || !all)
        return tl::unexpected(seeker.isTooDeep() ? JsonError::TooDeep : JsonError::Malformed);
    std::vector<std::optional<JsonScalar>> found;
    for (const Place *place : places)
        found.push_back(place->found);
    return found;
}

} // namespace fusebox::probe
