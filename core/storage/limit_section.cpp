// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/limit_section.h"

#include <algorithm>

#include "core/settings/limit_fields.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using settings::LimitField;
using settings::LimitFields;
using settings::LimitSettings;

tl::expected<LimitSettings, JsonErrors> readLimits(const JsonPlace &place)
{
    std::vector<QLatin1StringView> keys;
    std::ranges::transform(LimitFields, std::back_inserter(keys), &LimitField::key);
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return place.wrongType(QStringLiteral("an object"));
    Gathered all;
    all.add(checkKeys(place, *members, keys));
    LimitSettings limits;
    settings::SecretSources none;
    for (const LimitField &field : LimitFields) {
        const JsonMember *member = findMember(*members, field.key);
        if (!member)
            continue;
        const JsonPlace value = place.at(*member);
        std::visit(
            [&](const auto &limit) {
                all.add(ValueReader(value, none).read(limit.shape, limits.*limit.value));
            },
            field.limit);
    }
    return all.with(limits);
}

void writeLimits(JsonWriter &json, const LimitSettings &limits)
{
    json.StartObject();
    const auto write = [&](QLatin1StringView key, const auto &limit) {
        if (limits.*limit.value == LimitSettings{}.*limit.value)
            return;
        writeKey(json, key);
        ValueWriter(json, {}, {}).write(limit.shape, limits.*limit.value);
    };
    for (const LimitField &field : LimitFields)
        std::visit([&](const auto &limit) { write(field.key, limit); }, field.limit);
    json.EndObject();
}

} // namespace fusebox::storage
