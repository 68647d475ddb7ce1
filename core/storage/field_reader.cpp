// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/field_reader.h"

#include <algorithm>

#include "core/settings/field_use.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using settings::EndpointConfig;

namespace {

struct FieldReader
{
    const JsonPlace &place;
    settings::EndpointConfig &config;

    Checked operator()(const Section &section) const { return readFields(place, section.fields(), config); }
    template <typename Shape>
    Checked operator()(const At<Shape> &at) const
    {
        const ValueReader reader(place, config.secretSources);
        if (auto *value = at.of(config))
            return reader.read(at.shape, *value);
        auto nowhere = settings::defaultOf(at);
        return reader.read(at.shape, nowhere);
    }
};

std::vector<QLatin1StringView> keysOf(std::span<const Field> fields)
{
    std::vector<QLatin1StringView> keys;
    std::transform(fields.begin(), fields.end(), std::back_inserter(keys),
                   [](const Field &f) { return f.key; });
    return keys;
}

} // namespace

Checked readFields(const JsonPlace &object, std::span<const Field> fields, settings::EndpointConfig &config)
{
    const auto *members = std::get_if<JsonObject>(&object.value.data);
    if (!members)
        return object.wrongType(u"an object"_s);
    Gathered all;
    for (const JsonMember &member : *members) {
        const auto field = std::find_if(fields.begin(), fields.end(), [&member](const Field &candidate) {
            return member.key == std::string_view(candidate.key.data(), std::size_t(candidate.key.size()));
        });
        const JsonPlace place = object.at(member);
        if (field == fields.end())
            all.add(unknownKey(object, member, keysOf(fields)).value());
        else
            all.add(std::visit(FieldReader{place, config}, field->kind));
    }
    return all.result();
}

} // namespace fusebox::storage
