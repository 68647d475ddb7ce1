// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_schema.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>

#include "core/settings/config_fields.h"
#include "core/settings/field_use.h"
#include "core/settings/history_fields.h"
#include "core/settings/limit_fields.h"
#include "core/storage/schema_parts.h"
#include "core/storage/value_writer.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

QJsonObject reference(QLatin1StringView definition)
{
    return {{u"$ref"_s, u"#/definitions/"_s + definition}};
}

/// Where more is said of it than that.
QJsonObject of(QLatin1StringView definition)
{
    return {{u"allOf"_s, QJsonArray{reference(definition)}}};
}

QJsonObject with(QJsonObject object, const QJsonObject &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        object[it.key()] = *it;
    return object;
}

template <typename Number>
QJsonObject between(QLatin1StringView type, Number least, Number most)
{
    return {{u"type"_s, type}, {u"minimum"_s, least}, {u"maximum"_s, most}};
}

QJsonObject listOf(const QJsonObject &items)
{
    return {{u"type"_s, u"array"_s}, {u"maxItems"_s, qint64(MaxItems)}, {u"items"_s, items}};
}

/// What a value of each shape looks like.
struct SchemaOf
{
    QJsonObject operator()(const Text &text) const
    {
        return with(of("text"_L1), {{u"maxLength"_s, text.maxLength}});
    }
    QJsonObject operator()(const FilePath &) const { return of("file"_L1); }
    QJsonObject operator()(const Secret &) const { return of("secret"_L1); }
    QJsonObject operator()(const Bytes &) const { return of("bytes"_L1); }
    QJsonObject operator()(const OwnUrl &) const { return of("url"_L1); }
    QJsonObject operator()(const UrlList &) const { return listOf(reference("url"_L1)); }
    QJsonObject operator()(const Duration &duration) const
    {
        if (duration.minimum == Nanoseconds::zero())
            return of("duration_or_zero"_L1);
        return of(duration.minimum == minInterval ? "short_duration"_L1 : "duration"_L1);
    }
    QJsonObject operator()(const Count &count) const
    {
        return between("integer"_L1, count.minimum, count.maximum);
    }
    QJsonObject operator()(const Size &size) const
    {
        return between("integer"_L1, qint64(size.minimum), qint64(size.maximum));
    }
    QJsonObject operator()(const Number &number) const
    {
        return between("number"_L1, number.minimum, number.maximum);
    }
    QJsonObject operator()(const Flag &) const { return {{u"type"_s, u"boolean"_s}}; }
    QJsonObject operator()(const ErrorClasses &) const { return of("error_classes"_L1); }
    QJsonObject operator()(const TextList &list) const
    {
        const QJsonObject texts = listOf((*this)(Text{list.maxLength}));
        return list.least == 0 ? texts : with(texts, {{u"minItems"_s, list.least}});
    }
    QJsonObject operator()(const Pin &) const { return of("pin"_L1); }
    QJsonObject operator()(const ProxyUrl &) const { return of("proxy_url"_L1); }
    QJsonObject operator()(const Method &) const { return of("method"_L1); }
    QJsonObject operator()(const Headers &headers) const
    {
        return of(headers.of == Headers::Of::Environment ? "variables"_L1 : "headers"_L1);
    }
    QJsonObject operator()(const Basic &) const { return of("basic"_L1); }
    QJsonObject operator()(const Bearer &) const { return of("bearer"_L1); }
    QJsonObject operator()(const StatusRanges &) const { return of("status_ranges"_L1); }
    QJsonObject operator()(const CloseCodes &) const { return of("close_codes"_L1); }
    QJsonObject operator()(const Pattern &) const { return of("pattern"_L1); }
    QJsonObject operator()(const HeaderExpectations &) const { return of("header_expectations"_L1); }
    QJsonObject operator()(const JsonExpectations &) const { return of("json_expectations"_L1); }
    QJsonObject operator()(const KeepaliveAnswers &) const { return of("keepalive_answers"_L1); }
    QJsonObject operator()(const Optional<Duration> &) const { return of("optional_duration"_L1); }
    template <typename Whole>
    QJsonObject operator()(const Optional<Whole> &optional) const
    {
        return with((*this)(optional.shape), {{u"type"_s, QJsonArray{u"integer"_s, u"null"_s}}});
    }
    template <typename Enum>
    QJsonObject operator()(const Choice<Enum> &choice) const
    {
        QJsonArray words;
        for (const QLatin1StringView word : choice.words)
            words.append(word);
        return {{u"type"_s, u"string"_s}, {u"enum"_s, words}};
    }
};

/// Of what is left out nothing is said where there is nothing to say.
bool isNothing(const QJsonValue &value)
{
    return value.isUndefined() || (value.isString() && value.toString().isEmpty());
}

template <typename Shape>
bool hasDefault(const Shape &, const auto &)
{
    return true;
}
bool hasDefault(const Basic &, const auto &)
{
    return false;
}
bool hasDefault(const Bearer &, const auto &)
{
    return false;
}
bool hasDefault(const ProxyUrl &, const auto &)
{
    return false;
}
bool hasDefault(const OwnUrl &, const auto &)
{
    return false;
}

template <typename Shape>
QJsonValue written(const Shape &shape, const typename Shape::Type &value)
{
    if (!hasDefault(shape, value))
        return QJsonValue::Undefined;
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.StartArray();
    ValueWriter(json, {}, {}).write(shape, value);
    json.EndArray();
    return QJsonDocument::fromJson({buffer.GetString(), qsizetype(buffer.GetSize())}).array().first();
}
template <typename Shape>
QJsonValue written(const Optional<Shape> &shape, const typename Optional<Shape>::Type &value)
{
    return value ? written(shape.shape, *value) : QJsonValue(QJsonValue::Null);
}

/// The endpoint's URL has one of the schemes.
QJsonObject urlOf(const std::vector<QLatin1StringView> &schemes)
{
    QStringList words;
    std::ranges::transform(schemes, std::back_inserter(words), anyCase);
    const QString pattern = u"^[ \\t\\n\\r]*("_s + words.join(u'|') + u"):"_s;
    return {{u"properties"_s, QJsonObject{{u"url"_s, QJsonObject{{u"pattern"_s, pattern}}}}}};
}

/// The endpoint's object under `section` has no such key.
QJsonObject without(QLatin1StringView section, QLatin1StringView key)
{
    const QJsonObject required{{u"required"_s, QJsonArray{key}}};
    return {{u"properties"_s, QJsonObject{{section, QJsonObject{{u"not"_s, required}}}}}};
}

/// What a setting at the top asks of the URL, and those below it that ask for more.
QJsonArray usesOf(const settings::Field &field)
{
    QJsonArray all;
    const auto users = settings::schemesUsing(field);
    if (!users.empty())
        all.append(urlOf(users));
    if (const auto *section = std::get_if<Section>(&field.kind))
        for (const settings::Field &inner : section->fields())
            if (const auto own = settings::schemesUsing(inner); own != users)
                all.append(QJsonObject{{u"anyOf"_s, QJsonArray{urlOf(own), without(field.key, inner.key)}}});
    return all;
}

/// A section without which an endpoint that has a use for it is none.
QJsonObject requiredOf(const settings::Field &field)
{
    const QJsonObject meant =
        with(urlOf(settings::schemesUsing(field)), {{u"required"_s, QJsonArray{u"url"_s}}});
    const QJsonObject given{{u"required"_s, QJsonArray{field.key}}};
    return {{u"anyOf"_s, QJsonArray{QJsonObject{{u"not"_s, meant}}, given}}};
}

QJsonArray required()
{
    QJsonArray all;
    for (const settings::Field &field : settings::endpointFields())
        if (std::holds_alternative<Section>(field.kind) && settings::isRequired(field))
            all.append(requiredOf(field));
    return all;
}

class SchemaMaker
{
public:
    QJsonObject endpoint()
    {
        QJsonObject object = objectOf(settings::endpointFields(), {});
        QJsonObject dependencies = object[u"dependencies"_s].toObject();
        for (const settings::Field &field : settings::endpointFields()) {
            QJsonArray all = usesOf(field);
            for (const QJsonValue more : dependencies.value(field.key).toObject()[u"allOf"_s].toArray())
                all.append(more);
            if (!all.isEmpty())
                dependencies[field.key] = QJsonObject{{u"allOf"_s, all}};
        }
        object[u"dependencies"_s] = dependencies;
        object[u"allOf"_s] = required();
        return object;
    }

private:
    QJsonObject objectOf(std::span<const settings::Field> fields, const QString &path)
    {
        QJsonObject properties;
        QJsonArray required;
        for (const settings::Field &field : fields) {
            if (field.isRequired)
                required.append(field.key);
            const QString inner = path.isEmpty() ? QString(field.key) : path + u'/' + field.key;
            const QJsonObject kind =
                std::visit([&](const auto &what) { return schemaOf(what, inner); }, field.kind);
            properties[field.key] = with({{u"description"_s, field.about}}, kind);
        }
        QJsonObject object{
            {u"type"_s, u"object"_s}, {u"additionalProperties"_s, false}, {u"properties"_s, properties}};
        if (!required.isEmpty())
            object[u"required"_s] = required;
        return with(object, m_extras[path].toObject());
    }
    QJsonObject schemaOf(const Section &section, const QString &path)
    {
        return objectOf(section.fields(), path);
    }
    template <typename Shape>
    QJsonObject schemaOf(const At<Shape> &at, const QString &path)
    {
        QJsonObject schema = SchemaOf{}(at.shape);
        if (const QJsonValue byDefault = written(at.shape, settings::defaultOf(at)); !isNothing(byDefault))
            schema[u"default"_s] = byDefault;
        return with(schema, m_extras[path].toObject());
    }

    const QJsonObject m_extras = schemaExtras();
};

QJsonObject closedObject(const QString &about, const QJsonObject &properties)
{
    return {{u"description"_s, about},
            {u"type"_s, u"object"_s},
            {u"additionalProperties"_s, false},
            {u"properties"_s, properties}};
}

QJsonObject schemaOfLimits()
{
    const auto schemaOf = [](const auto &limit, QLatin1StringView about) {
        return with(SchemaOf{}(limit.shape),
                    {{u"description"_s, about},
                     {u"default"_s, written(limit.shape, settings::LimitSettings{}.*limit.value)}});
    };
    QJsonObject properties;
    for (const settings::LimitField &field : settings::LimitFields)
        properties[field.key] =
            std::visit([&](const auto &limit) { return schemaOf(limit, field.about); }, field.limit);
    return closedObject(
        u"How much is asked of one host (but for this machine itself), and of all together. "
        "Checks and dials of WebSockets wait for their turn; retries beyond their share are not made."_s,
        properties);
}

QJsonObject propertiesOf(std::span<const settings::HistoryField> fields)
{
    QJsonObject properties;
    for (const settings::HistoryField &field : fields)
        properties[field.key] = std::visit(
            [&field](const auto &kept) {
                return with(SchemaOf{}(kept.shape),
                            {{u"description"_s, field.about},
                             {u"default"_s, written(kept.shape, settings::HistorySettings{}.*kept.value)}});
            },
            field.kept);
    return properties;
}

QJsonObject schemaOfHistory()
{
    const QJsonObject keep = closedObject(
        u"How long each is kept, by what it sums up: from an hour to ten years, of ten seconds to "
        "a day."_s,
        propertiesOf(settings::KeepFields));
    return closedObject(u"How long what was is kept, and in how much room."_s,
                        with(propertiesOf(settings::HistoryFields), {{u"keep"_s, keep}}));
}

QJsonObject top()
{
    const QJsonObject version{{u"description"_s, u"Of this format."_s},
                              {u"type"_s, u"integer"_s},
                              {u"enum"_s, QJsonArray{settings::ConfigVersion}},
                              {u"default"_s, settings::ConfigVersion}};
    const QJsonObject endpoints{{u"description"_s, u"Each with an id of its own."_s},
                                {u"type"_s, u"array"_s},
                                {u"items"_s, reference("endpoint"_L1)},
                                {u"default"_s, QJsonArray{}}};
    return {{u"version"_s, version},
            {u"limits"_s, schemaOfLimits()},
            {u"history"_s, schemaOfHistory()},
            {u"endpoints"_s, endpoints}};
}

} // namespace

QByteArray configSchema()
{
    const QJsonObject definitions = with(schemaDefinitions(), {{u"endpoint"_s, SchemaMaker().endpoint()}});
    const QJsonObject schema{
        {u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s},
        {u"title"_s, u"Fusebox configuration"_s},
        {u"description"_s, u"The endpoints that Fusebox watches. What is required has no default."_s},
        {u"type"_s, u"object"_s},
        {u"additionalProperties"_s, false},
        {u"properties"_s, top()},
        {u"definitions"_s, definitions}};
    return QJsonDocument(schema).toJson();
}

} // namespace fusebox::storage
