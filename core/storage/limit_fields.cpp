// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/limit_fields.h"

#include <algorithm>

#include "core/storage/value_reader.h"

namespace fusebox::storage {

using health::LimitSettings;

tl::expected<LimitSettings, JsonError> readLimits(const JsonPlace &place)
{
    std::vector<QLatin1StringView> keys;
    std::ranges::transform(LimitFields, std::back_inserter(keys), &LimitField::key);
    const auto members = objectOf(place, keys);
    if (!members)
        return tl::unexpected(members.error());
    LimitSettings limits;
    health::SecretSources none;
    for (const LimitField &field : LimitFields) {
        const JsonMember *member = findMember(**members, field.key);
        if (!member)
            continue;
        const JsonPlace value = place.at(*member);
        if (auto read = ValueReader(value, none).read(field.shape, limits.*field.value); !read)
            return tl::unexpected(read.error());
    }
    return limits;
}

void writeLimits(JsonWriter &json, const LimitSettings &limits)
{
    json.StartObject();
    for (const LimitField &field : LimitFields) {
        if (limits.*field.value == LimitSettings{}.*field.value)
            continue;
        writeKey(json, field.key);
        json.Int(limits.*field.value);
    }
    json.EndObject();
}

} // namespace fusebox::storage
