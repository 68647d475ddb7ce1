// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "core/resilience/duration.h"
#include "core/storage/config_fields.h"
#include "core/storage/config_file.h"

namespace fusebox::storage {

using health::EndpointConfig;

namespace {

using JsonWriter = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void writeText(JsonWriter &json, const QByteArray &utf8)
{
    json.String(utf8.constData(), static_cast<rapidjson::SizeType>(utf8.size()));
}

/// "2" rather than "2.0": how a person would have written it.
void writeNumber(JsonWriter &json, double number)
{
    if (number == std::trunc(number))
        json.Int64(static_cast<std::int64_t>(number));
    else
        json.Double(number);
}

void writeFields(JsonWriter &json, std::span<const Field> fields, EndpointConfig &config);

struct FieldWriter
{
    JsonWriter &json;
    EndpointConfig &config;

    void operator()(const TextField &field) const { writeText(json, field.of(config).toUtf8()); }
    void operator()(const UrlField &field) const { writeText(json, field.of(config).toEncoded()); }
    void operator()(const DurationField &field) const
    {
        json.String(resilience::formatDuration(field.of(config)).c_str());
    }
    void operator()(const CountField &field) const { json.Int(field.of(config)); }
    void operator()(const OptionalCountField &field) const { json.Int(field.of(config).value()); }
    void operator()(const NumberField &field) const { writeNumber(json, field.of(config)); }
    void operator()(const FlagField &field) const { json.Bool(field.of(config)); }
    void operator()(const SectionField &section) const { writeFields(json, section.fields, config); }
};

void writeFields(JsonWriter &json, std::span<const Field> fields, EndpointConfig &config)
{
    json.StartObject();
    for (const Field &field : fields) {
        if (isDefault(field, config))
            continue;
        json.Key(field.key.data(), static_cast<rapidjson::SizeType>(field.key.size()));
        std::visit(FieldWriter{json, config}, field.kind);
    }
    json.EndObject();
}

void writeEndpoint(JsonWriter &json, EndpointConfig config)
{
    if (config.name == health::defaultEndpointName(config.url))
        config.name.clear();
    writeFields(json, endpointFields(), config);
}

} // namespace

QByteArray writeConfig(const Config &config)
{
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.SetIndent(' ', 2);
    json.StartObject();
    json.Key("version");
    json.Int(ConfigVersion);
    json.Key("endpoints");
    json.StartArray();
    for (const EndpointConfig &endpoint : config.endpoints)
        writeEndpoint(json, endpoint);
    json.EndArray();
    json.EndObject();
    buffer.Put('\n');
    return {buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())};
}

} // namespace fusebox::storage
