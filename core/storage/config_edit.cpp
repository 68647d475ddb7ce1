// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_edit.h"

#include <algorithm>

#include <QHash>

#include "core/settings/config_fields.h"
#include "core/storage/config_decoder.h"
#include "core/storage/config_paths.h"
#include "core/storage/config_writer.h"
#include "core/storage/endpoint_ids.h"
#include "core/storage/json_edit.h"
#include "core/storage/json_reader.h"

namespace fusebox::storage {

using settings::EndpointConfig;

namespace {

/// What is known of an object's keys.
struct Keys
{
    enum class Of : std::uint8_t {
        Section, ///< their order says nothing
        Fields,  ///< likewise, and `fields` says what they are
        Names,   ///< their order says something
        Value    ///< changed as a whole
    };
    Of of = Of::Value;
    std::span<const settings::Field> fields = {};

    [[nodiscard]] Keys at(const std::string &key) const
    {
        if (of == Of::Section)
            return *this;
        const auto isIt = [&key](const settings::Field &field) {
            return std::string_view(field.key.data(), static_cast<std::size_t>(field.key.size())) == key;
        };
        const auto field = std::ranges::find_if(fields, isIt);
        if (field == fields.end())
            return {};
        if (const auto *section = std::get_if<settings::Section>(&field->kind))
            return {Of::Fields, section->fields()};
        return {std::holds_alternative<settings::At<settings::Headers>>(field->kind) ? Of::Names : Of::Value};
    }
    [[nodiscard]] bool isSection() const { return of == Of::Section || of == Of::Fields; }
};

/// A text of Fusebox's own with its outline.
struct OwnText
{
    explicit OwnText(QByteArray json)
        : text(std::move(json))
        , outline(outlineOf(text).value_or(JsonOutline{}))
    {
    }

    [[nodiscard]] JsonSnippet whole() const { return {text, outline}; }

    QByteArray text;
    JsonOutline outline;
};

/// `is` has what stands in the text, in its order, and then what is new.
bool onlyAppends(const JsonOutline &text, const JsonOutline &is)
{
    std::size_t next = 0;
    bool isNew = false;
    for (const JsonPart &part : is.parts) {
        const auto here = std::ranges::find(text.parts, part.key, &JsonPart::key);
        if (here == text.parts.end()) {
            isNew = true;
            continue;
        }
        const auto at = static_cast<std::size_t>(here - text.parts.begin());
        if (isNew || at < next)
            return false;
        next = at + 1;
    }
    return true;
}

/// Brings a text from what it says to what it is to say; both are given as Fusebox would write them.
class Merge
{
public:
    Merge(const JsonLayout &layout, bool isAnew)
        : m_layout(layout)
        , m_isAnew(isAnew)
    {
    }

    [[nodiscard]] JsonEdit object(const JsonSnippet &text, const JsonSnippet &was, const JsonSnippet &is,
                                  const Keys &keys) const
    {
        JsonEdit edit(text, m_layout);
        for (std::size_t i = 0; i < text.value.parts.size(); ++i)
            member(edit, i, text, was, is, keys);
        for (const JsonPart &part : is.value.parts) {
            const JsonPart *before = was.value.find(part.key);
            const bool isSame = before && was.of(*before).bytes() == is.of(part).bytes();
            if (!isSame && !text.value.find(part.key))
                edit.insert(text.value.parts.size(), part.key, is.of(part));
        }
        return edit;
    }

private:
    void member(JsonEdit &edit, std::size_t index, const JsonSnippet &text, const JsonSnippet &was,
                const JsonSnippet &is, const Keys &keys) const
    {
        const JsonPart &part = text.value.parts[index];
        const JsonPart *before = was.value.find(part.key);
        const JsonPart *now = is.value.find(part.key);
        if (!before && !now) { // the default, spelled out; of another kind it may be none
            if (m_isAnew)
                edit.remove(index);
            return;
        }
        const JsonOutline none{.kind = JsonOutline::Kind::Object, .parts = {}};
        const JsonSnippet from = before ? was.of(*before) : JsonSnippet{was.text, none};
        const JsonSnippet to = now ? is.of(*now) : JsonSnippet{is.text, none};
        if (before && now && from.bytes() == to.bytes())
            return;
        const Keys inner = keys.at(part.key);
        if (!now && (m_isAnew || !inner.isSection() || part.value.kind != JsonOutline::Kind::Object))
            edit.remove(index);
        else if (isKeyed(part.value, to.value, inner))
            put(edit, index, object(text.of(part), from, to, inner), !now);
        else if (isListed(part.value, from.value, to.value))
            put(edit, index, list(text.of(part), from, to), false);
        else
            edit.replace(index, to);
    }

    static bool isKeyed(const JsonOutline &text, const JsonOutline &to, const Keys &keys)
    {
        if (text.kind != JsonOutline::Kind::Object || to.kind != JsonOutline::Kind::Object)
            return false;
        return keys.isSection() || (keys.of == Keys::Of::Names && onlyAppends(text, to));
    }

    /// Element by element the text says what it is taken to say.
    static bool isListed(const JsonOutline &text, const JsonOutline &from, const JsonOutline &to)
    {
        const auto isArray = [](const JsonOutline &value) { return value.kind == JsonOutline::Kind::Array; };
        return isArray(text) && isArray(from) && isArray(to) && text.parts.size() == from.parts.size();
    }

    void put(JsonEdit &edit, std::size_t index, const JsonEdit &inner, bool mayGo) const
    {
        if (mayGo && inner.isEmptied())
            edit.remove(index);
        else if (!inner.isUnchanged())
            edit.replace(index, inner.text());
    }

    /// What is the same at both ends stays.
    [[nodiscard]] JsonEdit list(const JsonSnippet &text, const JsonSnippet &was, const JsonSnippet &is) const
    {
        const auto &from = was.value.parts;
        const auto &to = is.value.parts;
        const auto isSame = [&](const JsonPart &a, const JsonPart &b) {
            return a.value.in(was.text) == b.value.in(is.text);
        };
        const auto head = std::ranges::mismatch(from, to, isSame).in1 - from.begin();
        const auto tail =
            std::mismatch(from.rbegin(), from.rend() - head, to.rbegin(), to.rend() - head, isSame).first -
            from.rbegin();
        JsonEdit edit(text, m_layout);
        for (std::ptrdiff_t i = head; i < std::ssize(from) - tail; ++i)
            edit.remove(static_cast<std::size_t>(i));
        for (std::ptrdiff_t i = head; i < std::ssize(to) - tail; ++i)
            edit.insert(static_cast<std::size_t>(std::ssize(from) - tail), {},
                        is.of(to[static_cast<std::size_t>(i)]));
        return edit;
    }

    const JsonLayout &m_layout;
    bool m_isAnew; ///< what stands there was said of another kind
};

/// Which of the endpoints need their id written, as the one that they would be given is another.
std::vector<bool> needingIds(const std::vector<EndpointConfig> &endpoints, std::vector<bool> haveIds)
{
    std::vector<bool> needed(endpoints.size(), false);
    for (bool isSettled = false; !isSettled;) {
        std::vector<EndpointConfig> read(endpoints.size());
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            read[i].asked = endpoints[i].asked;
            read[i].id = haveIds[i] ? endpoints[i].id : settings::EndpointId();
        }
        nameTheUnnamed(read);
        isSettled = true;
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            if (read[i].id == endpoints[i].id)
                continue;
            needed[i] = haveIds[i] = true; // one more each time, so that it ends
            isSettled = false;
        }
    }
    return needed;
}

class ConfigText
{
public:
    ConfigText(const QByteArray &text, const JsonOutline &root, const Config &was)
        : m_root{text, root}
        , m_layout(layoutOf(m_root))
        , m_was(was)
    {
    }

    [[nodiscard]] std::optional<QByteArray> edited(const Config &config) const
    {
        const OwnText was(writeConfig(besides(m_was)));
        const OwnText is(writeConfig(besides(config)));
        JsonEdit edit = Merge(m_layout, false).object(m_root, was.whole(), is.whole(), {Keys::Of::Section});
        const JsonPart *list = m_root.value.find("endpoints");
        const OwnText whole(writeConfig(config));
        if (!list && !config.endpoints.empty())
            edit.insert(m_root.value.parts.size(), "endpoints",
                        whole.whole().of(*whole.outline.find("endpoints")));
        if (list) {
            auto endpoints = editedList(m_root.of(*list), config.endpoints);
            if (!endpoints)
                return {};
            if (!endpoints->isUnchanged())
                edit.replace(static_cast<std::size_t>(list - m_root.value.parts.data()), endpoints->text());
        }
        const auto begin = static_cast<qsizetype>(m_root.value.begin);
        const auto end = static_cast<qsizetype>(m_root.value.end);
        return m_root.text.first(begin) + edit.text() + m_root.text.sliced(end);
    }

private:
    static Config besides(Config config)
    {
        config.endpoints.clear();
        return config;
    }

    [[nodiscard]] std::optional<JsonEdit> editedList(const JsonSnippet &list,
                                                     const std::vector<EndpointConfig> &endpoints) const
    {
        QHash<settings::EndpointId, std::size_t> old;
        for (std::size_t i = 0; i < m_was.endpoints.size(); ++i)
            old.insert(m_was.endpoints[i].id, i);
        std::vector<bool> haveIds(endpoints.size(), true);
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            if (const auto found = old.constFind(endpoints[i].id); found != old.cend())
                haveIds[i] = list.value.parts[*found].value.find("id") != nullptr;
        }
        const std::vector<bool> needsId = needingIds(endpoints, haveIds);
        JsonEdit edit(list, m_layout);
        std::size_t next = 0; // of those that stand there
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const auto found = old.constFind(endpoints[i].id);
            if (found == old.cend()) {
                insert(edit, next, endpoints[i]);
                continue;
            }
            if (*found < next)
                return {}; // in another order
            for (; next < *found; ++next)
                edit.remove(next);
            change(edit, next, list, endpoints[i], needsId[i]);
            ++next;
        }
        for (; next < m_was.endpoints.size(); ++next)
            edit.remove(next);
        return edit;
    }

    static void insert(JsonEdit &edit, std::size_t before, const EndpointConfig &endpoint)
    {
        const OwnText is(writeEndpoint(endpoint));
        edit.insert(before, {}, is.whole());
    }

    void change(JsonEdit &edit, std::size_t index, const JsonSnippet &list, const EndpointConfig &endpoint,
                bool needsId) const
    {
        EndpointConfig before = m_was.endpoints[index];
        if (before == endpoint && !needsId)
            return;
        const bool isAnew = before.url().scheme() != endpoint.url().scheme();
        const bool isElsewhere = before.url() != endpoint.url();
        if (needsId)
            before.id.clear();
        const OwnText was(writeEndpoint(before));
        const OwnText is(writeEndpoint(endpoint));
        const JsonPart &part = list.value.parts[index];
        const Keys keys{Keys::Of::Fields, settings::endpointFields()};
        JsonEdit object = Merge(m_layout, isAnew).object(list.of(part), was.whole(), is.whole(), keys);
        const JsonPart *name = part.value.find("name");
        if (name && isElsewhere && !is.outline.find("name")) // the default of where it was
            object.remove(static_cast<std::size_t>(name - part.value.parts.data()));
        edit.replace(index, object.text());
    }

    JsonSnippet m_root;
    JsonLayout m_layout;
    const Config &m_was;
};

std::optional<Config> readInto(const QByteArray &text, const QDir &folder)
{
    const auto json = parseJson(text);
    if (!json || !json->twice.empty())
        return {};
    auto config = decodeConfig(json->root);
    return config ? std::optional(withAbsoluteFiles(std::move(*config), folder)) : std::nullopt;
}

} // namespace

std::optional<QByteArray> editedConfig(const QByteArray &text, const Config &config, const QDir &folder)
{
    const auto was = readInto(text, folder);
    const auto root = was ? outlineOf(text) : std::nullopt;
    if (!root)
        return {};
    auto edited = ConfigText(text, *root, *was).edited(config);
    const auto now = edited ? readInto(*edited, folder) : std::nullopt;
    if (!edited || !now || writeConfig(*now) != writeConfig(config))
        return {};
    return edited;
}

} // namespace fusebox::storage
