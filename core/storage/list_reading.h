// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/settings/field_shapes.h"
#include "core/storage/json_place.h"

/// What the readers of lists and of small objects share.
namespace fusebox::storage {

/// `read(place)` of each element of an array.
template <typename Element, typename Read>
tl::expected<std::vector<Element>, JsonErrors> listOf(const JsonPlace &place, Read read)
{
    const auto elements = arrayOf(place, settings::MaxItems);
    if (!elements)
        return tl::unexpected(elements.error());
    std::vector<Element> list;
    Gathered all;
    for (std::size_t i = 0; i < (*elements)->size(); ++i) {
        auto element = read(place.at(i, (**elements)[i]));
        if (all.add(element))
            list.push_back(*std::move(element));
    }
    return all.with(std::move(list));
}

/// Stores a list, or passes its error on.
template <typename List, typename Target>
Checked store(tl::expected<List, JsonErrors> list, Target &target)
{
    return std::move(list).map([&target](List value) { target = Target(value.begin(), value.end()); });
}

/// 404 or "200-299", from 100 to 999.
[[nodiscard]] tl::expected<probe::StatusRange, JsonErrors> statusRangeOf(const JsonPlace &place);
/// "the key "name" is missing; write it as in ...".
[[nodiscard]] tl::unexpected<JsonError> missing(const JsonPlace &place, QLatin1StringView key,
                                                const QString &example);
/// The one of `keys`, which are comparisons, that an object has; null if it has none.
[[nodiscard]] tl::expected<const JsonMember *, JsonErrors>
oneOf(const JsonPlace &place, const JsonObject &object, std::span<const QLatin1StringView> keys);
/// Empty if it is the name of a header.
[[nodiscard]] QString fieldNameFault(const QString &name);

} // namespace fusebox::storage
