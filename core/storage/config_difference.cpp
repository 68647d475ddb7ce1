// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_difference.h"

#include <QHash>

#include "core/storage/config_writer.h"
#include "core/storage/json_outline.h"

namespace fusebox::storage {

using settings::EndpointConfig;

namespace {

/// A text of Fusebox's own, with what stands where in it.
struct Outlined
{
    explicit Outlined(QByteArray json)
        : text(std::move(json))
        , root(outlineOf(text).value_or(JsonOutline{}))
    {
    }

    QByteArray text;
    JsonOutline root;
};

class KeyDifference
{
public:
    KeyDifference(const Outlined &from, const Outlined &to)
        : m_from(from.text)
        , m_to(to.text)
    {
        compare(from.root, to.root, {});
    }

    [[nodiscard]] QStringList take() { return std::move(m_keys); }

private:
    void compare(const JsonOutline &from, const JsonOutline &to, const QString &path)
    {
        for (const JsonPart &part : to.parts) {
            const JsonPart *before = from.find(part.key);
            const QString key = path + QString::fromStdString(part.key);
            const bool isNested = before && part.value.kind == JsonOutline::Kind::Object &&
                                  before->value.kind == JsonOutline::Kind::Object;
            if (before && before->value.in(m_from) == part.value.in(m_to))
                continue;
            if (isNested)
                compare(before->value, part.value, key + u'.');
            else
                m_keys += key;
        }
        for (const JsonPart &part : from.parts) {
            if (!to.find(part.key))
                m_keys += path + QString::fromStdString(part.key);
        }
    }

    const QByteArray &m_from;
    const QByteArray &m_to;
    QStringList m_keys = {};
};

QStringList keysBetween(const QByteArray &from, const QByteArray &to)
{
    const Outlined before(from);
    const Outlined after(to);
    return KeyDifference(before, after).take();
}

Config withoutEndpoints(Config config)
{
    config.endpoints.clear();
    return config;
}

} // namespace

ConfigDifference differenceOf(const Config &from, const Config &to)
{
    ConfigDifference difference;
    difference.keys = keysBetween(writeConfig(withoutEndpoints(from)), writeConfig(withoutEndpoints(to)));
    QHash<settings::EndpointId, const EndpointConfig *> before;
    for (const EndpointConfig &endpoint : from.endpoints)
        before.insert(endpoint.id, &endpoint);
    for (const EndpointConfig &endpoint : to.endpoints) {
        const EndpointConfig *old = before.take(endpoint.id);
        if (!old)
            difference.endpoints.push_back({EndpointDifference::Kind::Added, endpoint.id, endpoint.name});
        else if (*old != endpoint)
            difference.endpoints.push_back({EndpointDifference::Kind::Changed, endpoint.id, endpoint.name,
                                            keysBetween(writeEndpoint(*old), writeEndpoint(endpoint))});
    }
    for (const EndpointConfig &endpoint : from.endpoints) {
        if (before.contains(endpoint.id))
            difference.endpoints.push_back({EndpointDifference::Kind::Removed, endpoint.id, endpoint.name});
    }
    return difference;
}

} // namespace fusebox::storage
