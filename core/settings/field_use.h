// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/probe/contract/schemes.h"
#include "core/settings/config_fields.h"

/// Which settings of an endpoint do anything, by the scheme of its URL: those that exist for its kind, but
/// for what a field itself needs. File and form both go by it.
namespace fusebox::settings {

/// A section is used where one of its fields is. Null: of a scheme that is not known, which uses what all do
/// that ask over the network.
[[nodiscard]] bool isUsedBy(const probe::Scheme *scheme, const Field &field);

/// The names of the schemes that have a use for it; empty: all of them have.
[[nodiscard]] std::vector<QLatin1StringView> schemesUsing(const Field &field);

/// An endpoint that has a use for it is none without it; of a section: without one of its fields.
[[nodiscard]] bool isRequired(const Field &field);

/// An endpoint of which nothing but the scheme is said.
[[nodiscard]] EndpointConfig defaultsFor(const probe::Scheme &scheme);

/// The value there; where it does not exist, what it is by default for a kind that has it.
template <typename Value>
[[nodiscard]] Value valueAt(Value *(*place)(EndpointConfig &), EndpointConfig config)
{
    if (const Value *value = place(config))
        return *value;
    for (const probe::Scheme &scheme : probe::Schemes) {
        EndpointConfig defaults = defaultsFor(scheme);
        if (const Value *value = place(defaults))
            return *value;
    }
    return {};
}

/// The value where nothing is said.
template <typename Shape>
[[nodiscard]] typename Shape::Type defaultOf(const At<Shape> &at)
{
    return valueAt(at.of, {});
}

} // namespace fusebox::settings
