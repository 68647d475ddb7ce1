// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_writer.h"

#include <algorithm>

#include "core/settings/config_fields.h"
#include "core/settings/field_use.h"
#include "core/storage/history_section.h"
#include "core/storage/json_tree.h"
#include "core/storage/limit_section.h"
#include "core/storage/value_writer.h"

namespace fusebox::storage {

using settings::EndpointConfig;

namespace {

/// Writes the fields of one endpoint that are not the default.
class EndpointWriter
{
public:
    EndpointWriter(JsonWriter &json, const settings::EndpointConfig &config)
        : m_json(json)
        , m_config(config)
        , m_scheme(probe::findScheme(config.url().scheme()))
        , m_defaults({.asked = config.url()})
    {
        if (config.name == settings::defaultEndpointName(config.asked))
            m_config.name.clear();
    }

    void write(std::span<const Field> fields, const QString &pointer)
    {
        m_json.StartObject();
        for (const Field &field : fields) {
            if (!isWritten(field))
                continue;
            writeKey(m_json, field.key);
            const QString path = pointerTo(pointer, QString(field.key));
            std::visit([&](const auto &kind) { write(kind, path); }, field.kind);
        }
        m_json.EndObject();
    }

private:
    /// What was said for https, before the URL was changed to http, could not be read back.
    bool isWritten(const Field &field)
    {
        if (const auto *section = std::get_if<Section>(&field.kind))
            return std::ranges::any_of(section->fields(), [this](const Field &f) { return isWritten(f); });
        return settings::isUsedBy(m_scheme, field) && !isDefault(field, m_config, m_defaults);
    }

    void write(const Section &section, const QString &pointer) { write(section.fields(), pointer); }
    template <typename Shape>
    void write(const At<Shape> &at, const QString &pointer)
    {
        ValueWriter(m_json, pointer, m_config.secretSources).write(at.shape, *at.of(m_config));
    }

    JsonWriter &m_json;
    settings::EndpointConfig m_config;
    const probe::Scheme *m_scheme;
    settings::EndpointConfig m_defaults;
};

QByteArray takeText(const rapidjson::StringBuffer &buffer)
{
    return {buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())};
}

} // namespace

QByteArray writeEndpoint(const EndpointConfig &endpoint)
{
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.SetIndent(' ', 2);
    EndpointWriter(json, endpoint).write(endpointFields(), {});
    return takeText(buffer);
}

QByteArray writeConfig(const Config &config)
{
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.SetIndent(' ', 2);
    json.StartObject();
    json.Key("version");
    json.Int(ConfigVersion);
    if (config.limits != settings::LimitSettings{}) {
        json.Key("limits");
        writeLimits(json, config.limits);
    }
    if (config.history != settings::HistorySettings{}) {
        json.Key("history");
        writeHistory(json, config.history);
    }
    json.Key("endpoints");
    json.StartArray();
    for (const settings::EndpointConfig &endpoint : config.endpoints)
        EndpointWriter(json, endpoint).write(endpointFields(), {});
    json.EndArray();
    json.EndObject();
    buffer.Put('\n');
    return takeText(buffer);
}

} // namespace fusebox::storage
