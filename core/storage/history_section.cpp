// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history_section.h"

#include <algorithm>
#include <span>

#include "core/settings/history_fields.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using settings::HistoryField;
using settings::HistorySettings;

namespace {

constexpr QLatin1StringView keep = "keep"_L1;

Checked readKept(const JsonPlace &place, const JsonObject &members, std::span<const HistoryField> fields,
                 HistorySettings &history)
{
    Gathered all;
    settings::SecretSources none;
    for (const HistoryField &field : fields) {
        const JsonMember *member = findMember(members, field.key);
        if (!member)
            continue;
        const JsonPlace value = place.at(*member);
        std::visit(
            [&](const auto &kept) {
                all.add(ValueReader(value, none).read(kept.shape, history.*kept.value));
            },
            field.kept);
    }
    return all.result();
}

Checked readKeep(const JsonPlace &place, HistorySettings &history)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return place.wrongType(u"an object"_s);
    std::vector<QLatin1StringView> keys;
    std::ranges::transform(settings::KeepFields, std::back_inserter(keys), &HistoryField::key);
    Gathered all;
    all.add(checkKeys(place, *members, keys));
    all.add(readKept(place, *members, settings::KeepFields, history));
    return all.result();
}

bool isUsual(const HistoryField &field, const HistorySettings &history)
{
    return std::visit([&](const auto &kept) { return history.*kept.value == HistorySettings{}.*kept.value; },
                      field.kept);
}

void writeKept(JsonWriter &json, std::span<const HistoryField> fields, const HistorySettings &history)
{
    for (const HistoryField &field : fields) {
        if (isUsual(field, history))
            continue;
        writeKey(json, field.key);
        std::visit(
            [&](const auto &kept) { ValueWriter(json, {}, {}).write(kept.shape, history.*kept.value); },
            field.kept);
    }
}

} // namespace

tl::expected<HistorySettings, JsonErrors> readHistory(const JsonPlace &place)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return place.wrongType(u"an object"_s);
    std::vector<QLatin1StringView> keys{keep};
    std::ranges::transform(settings::HistoryFields, std::back_inserter(keys), &HistoryField::key);
    HistorySettings history;
    Gathered all;
    all.add(checkKeys(place, *members, keys));
    if (const JsonMember *member = findMember(*members, keep))
        all.add(readKeep(place.at(*member), history));
    all.add(readKept(place, *members, settings::HistoryFields, history));
    return all.with(history);
}

void writeHistory(JsonWriter &json, const HistorySettings &history)
{
    json.StartObject();
    const auto isOwn = [&history](const HistoryField &field) { return !isUsual(field, history); };
    if (std::ranges::any_of(settings::KeepFields, isOwn)) {
        writeKey(json, keep);
        json.StartObject();
        writeKept(json, settings::KeepFields, history);
        json.EndObject();
    }
    writeKept(json, settings::HistoryFields, history);
    json.EndObject();
}

} // namespace fusebox::storage
