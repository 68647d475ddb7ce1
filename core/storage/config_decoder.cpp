// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_decoder.h"

#include <algorithm>

#include <QHash>

#include "core/settings/field_use.h"
#include "core/storage/endpoint_ids.h"
#include "core/storage/field_reader.h"
#include "core/storage/history_section.h"
#include "core/storage/limit_section.h"
#include "core/storage/rule_check.h"
#include "core/storage/value_reader.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using settings::EndpointConfig;

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

/// What could be read of an endpoint, and what is wrong with it.
struct ReadEndpoint
{
    settings::EndpointConfig config = {};
    Gathered faults = {};
};

/// First of all: what else there may be depends on it. What is wrong with it is said when it is read in its
/// turn.
void readUrl(const JsonPlace &place, EndpointConfig &config)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (const JsonMember *url = members ? findMember(*members, "url"_L1) : nullptr)
        (void)ValueReader(place.at(*url), config.secretSources).read(OwnUrl{}, config.asked);
}

Checked checkRequired(const JsonPlace &place, std::span<const Field> fields, const probe::Scheme *scheme)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return {};
    Gathered all;
    for (const Field &field : fields) {
        if (!settings::isRequired(field) || !settings::isUsedBy(scheme, field))
            continue;
        const JsonMember *member = findMember(*members, field.key);
        const auto *section = std::get_if<Section>(&field.kind);
        if (!member)
            all.add(place.error(u"the key \"%1\" is missing; it has no default"_s.arg(field.key)).value());
        else if (section)
            all.add(checkRequired(place.at(*member), section->fields(), scheme));
    }
    return all.result();
}

ReadEndpoint readEndpoint(const JsonPlace &place)
{
    ReadEndpoint read;
    readUrl(place, read.config);
    const probe::Scheme *scheme = probe::findScheme(read.config.url().scheme());
    const Checked fields = readFields(place, endpointFields(), read.config);
    read.faults.add(fields);
    read.faults.add(checkRequired(place, endpointFields(), scheme));
    if (scheme)
        read.faults.add(checkRules(place, read.config, fields));
    return read;
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

tl::expected<std::vector<settings::EndpointConfig>, JsonErrors> readEndpoints(const JsonPlace &list)
{
    const auto *elements = std::get_if<JsonArray>(&list.value.data);
    if (!elements)
        return list.wrongType(u"an array"_s);
    std::vector<settings::EndpointConfig> endpoints;
    GivenIds given;
    Gathered all;
    for (std::size_t i = 0; i < elements->size(); ++i) {
        ReadEndpoint endpoint = readEndpoint(list.at(i, (*elements)[i]));
        all.add(endpoint.faults.result());
        all.add(checkId(list, i, (*elements)[i], endpoint.config.id, given));
        endpoints.push_back(std::move(endpoint.config));
    }
    return all.with(std::move(endpoints));
}

/// What is not there keeps its value.
template <typename Value>
Checked readMember(const JsonPlace &root, const JsonObject &members, QLatin1StringView key,
                   tl::expected<Value, JsonErrors> (*read)(const JsonPlace &), Value &target)
{
    const JsonMember *member = findMember(members, key);
    if (!member)
        return {};
    return read(root.at(*member)).map([&target](Value value) { target = std::move(value); });
}

} // namespace

tl::expected<Config, JsonErrors> decodeConfig(const JsonValue &value, ConfigScope scope)
{
    const JsonPlace root{value, {}};
    const auto *members = std::get_if<JsonObject>(&value.data);
    if (!members)
        return root.wrongType(u"an object"_s);
    if (auto version = checkVersion(root, *members); !version)
        return tl::unexpected(version.error());
    Config config;
    Gathered all;
    std::vector<QLatin1StringView> keys{"version"_L1, "endpoints"_L1};
    if (scope == ConfigScope::Whole)
        keys.insert(keys.begin() + 1, {"limits"_L1, "history"_L1});
    all.add(checkKeys(root, *members, keys));
    all.add(readMember(root, *members, "limits"_L1, readLimits, config.limits));
    all.add(readMember(root, *members, "history"_L1, readHistory, config.history));
    if (all.add(readMember(root, *members, "endpoints"_L1, readEndpoints, config.endpoints)))
        nameTheUnnamed(config.endpoints);
    return all.with(std::move(config));
}

} // namespace fusebox::storage
