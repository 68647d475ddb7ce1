// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_decoder.h"

#include <QHash>

#include "core/storage/config_rules.h"
#include "core/storage/endpoint_ids.h"
#include "core/storage/field_reader.h"
#include "core/storage/limit_fields.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::EndpointConfig;

namespace {

/// First of all: a file of another version may have other keys.
Checked checkVersion(const JsonPlace &root, const JsonObject &members)
{
    const JsonMember *version = findMember(members, "version"_L1);
    if (!version)
        return {};
    const auto *number = std::get_if<JsonNumber>(&version->value.data);
    if (!number)
        return root.at(*version).wrongType(u"the number %1"_s.arg(ConfigVersion));
    if (number->value != ConfigVersion)
        return root.at(*version).error(
            u"version %1 is not supported; this Fusebox reads version %2"_s.arg(number->value)
                .arg(ConfigVersion));
    return {};
}

tl::expected<EndpointConfig, JsonError> readEndpoint(const JsonPlace &place)
{
    EndpointConfig config;
    return readFields(place, endpointFields(), config)
        .and_then([&]() -> tl::expected<EndpointConfig, JsonError> {
            if (config.url.isEmpty())
                return place.error(u"the key \"url\" is missing; it is the one that has no default"_s);
            if (auto sense = checkRules(place, config); !sense)
                return tl::unexpected(sense.error());
            return config;
        });
}

/// The ids given, with the endpoint each was given to.
using GivenIds = QHash<QString, std::size_t>;

Checked checkId(const JsonPlace &list, std::size_t index, const JsonValue &endpoint, const QString &id,
                GivenIds &given)
{
    if (id.isEmpty())
        return {};
    if (const auto first = given.constFind(id); first != given.cend()) {
        const JsonMember *member = findMember(std::get<JsonObject>(endpoint.data), "id"_L1);
        return list.at(index, endpoint)
            .at(*member)
            .error(u"duplicate id %1; %2 has it already"_s.arg(quoted(id), pointerTo(list.pointer, *first)));
    }
    given.insert(id, index);
    return {};
}

tl::expected<std::vector<EndpointConfig>, JsonError> readEndpoints(const JsonPlace &list)
{
    const auto *elements = std::get_if<JsonArray>(&list.value.data);
    if (!elements)
        return list.wrongType(u"an array"_s);
    std::vector<EndpointConfig> endpoints;
    GivenIds given;
    for (std::size_t i = 0; i < elements->size(); ++i) {
        auto endpoint = readEndpoint(list.at(i, (*elements)[i]));
        if (!endpoint)
            return tl::unexpected(endpoint.error());
        if (auto unique = checkId(list, i, (*elements)[i], endpoint->id, given); !unique)
            return tl::unexpected(unique.error());
        endpoints.push_back(*std::move(endpoint));
    }
    return endpoints;
}

/// What is not there keeps its value.
template <typename Value>
Checked readMember(const JsonPlace &root, const JsonObject &members, QLatin1StringView key,
                   tl::expected<Value, JsonError> (*read)(const JsonPlace &), Value &target)
{
    const JsonMember *member = findMember(members, key);
    if (!member)
        return {};
    return read(root.at(*member)).map([&target](Value value) { target = std::move(value); });
}

} // namespace

tl::expected<Config, JsonError> decodeConfig(const JsonValue &value)
{
    const JsonPlace root{value, {}};
    const auto *members = std::get_if<JsonObject>(&value.data);
    if (!members)
        return root.wrongType(u"an object"_s);
    if (auto version = checkVersion(root, *members); !version)
        return tl::unexpected(version.error());
    if (auto known = objectOf(root, {"version"_L1, "limits"_L1, "endpoints"_L1}); !known)
        return tl::unexpected(known.error());
    Config config;
    return readMember(root, *members, "limits"_L1, readLimits, config.limits)
        .and_then([&] { return readMember(root, *members, "endpoints"_L1, readEndpoints, config.endpoints); })
        .map([&] {
            nameTheUnnamed(config.endpoints);
            return std::move(config);
        });
}

} // namespace fusebox::storage
