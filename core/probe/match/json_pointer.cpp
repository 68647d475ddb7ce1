// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/json_pointer.h"

#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include <QStringList>

#include "core/probe/match/json_reader.h"

namespace fusebox::probe {

namespace {

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
    /// Another value takes its place, with all that is in it.
    void forget()
    {
        found.reset();
        for (const auto &[token, place] : members)
            place->forget();
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

/// A container that is open, and lies on the way of a pointer.
struct Level
{
    Place *place = nullptr;
    bool isArray = false;
    std::size_t index = 0;   ///< of the next element, in an array
    Place *member = nullptr; ///< of the next value, in an object

    [[nodiscard]] Place *next() { return isArray ? place->element(index++) : member; }
};

/// Keeps what is wanted. A body may hold a million values, and all checks of the thread wait: a value that
/// nobody wants costs next to nothing.
class Seeker final : public JsonHandler
{
public:
    explicit Seeker(Place &root)
        : m_root(root)
    {
    }

    [[nodiscard]] bool wantsText() const override { return m_depthBeside == 0; }
    void null() override { add<std::nullptr_t>(nullptr); }
    void boolean(bool value) override { add<bool>(value); }
    void number(std::string_view asWritten) override { add<JsonNumber>(asWritten); }
    void string(std::string_view text) override { add<std::string>(text); }
    /// Of equal keys the last counts.
    void key(std::string_view text) override
    {
        if (m_depthBeside > 0)
            return;
        Level &level = m_levels.back();
        level.member = level.place->member(text);
        if (level.member)
            level.member->forget();
    }
    void beginContainer(bool isArray) override
    {
        Place *place = m_depthBeside > 0 ? nullptr : next();
        if (!place) {
            ++m_depthBeside;
            return;
        }
        note<JsonContainer>(place, JsonContainer{isArray});
        m_levels.push_back({.place = place, .isArray = isArray});
    }
    void endContainer() override
    {
        if (m_depthBeside > 0)
            --m_depthBeside;
        else
            m_levels.pop_back();
    }

private:
    /// Of the value that begins here.
    [[nodiscard]] Place *next() { return m_levels.empty() ? &m_root : m_levels.back().next(); }

    template <typename Value, typename Part>
    static void note(Place *place, const Part &part)
    {
        if (place && place->isWanted)
            place->found.emplace(std::in_place_type<Value>, part);
    }
    template <typename Value, typename Part>
    void add(const Part &part)
    {
        if (m_depthBeside == 0)
            note<Value>(next(), part);
    }

    Place &m_root;
    std::vector<Level> m_levels;
    std::size_t m_depthBeside = 0; ///< how many containers are open that no pointer leads through
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

QString referenceToken(QString key)
{
    return key.replace(u'~', QLatin1String("~0")).replace(u'/', QLatin1String("~1"));
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

std::optional<std::vector<std::optional<JsonScalar>>> findInJson(const QByteArray &text,
                                                                 const std::vector<JsonPointer> &pointers)
{
    Place root;
    std::vector<const Place *> places;
    for (const JsonPointer &pointer : pointers)
        places.push_back(&insert(root, pointer));
    Seeker seeker(root);
    JsonReader reader({text.constData(), static_cast<std::size_t>(text.size())}, seeker);
    if (!reader.read())
        return {};
    std::vector<std::optional<JsonScalar>> found;
    for (const Place *place : places)
        found.push_back(place->found);
    return found;
}

} // namespace fusebox::probe
