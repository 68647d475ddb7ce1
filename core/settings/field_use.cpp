// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/field_use.h"

#include <algorithm>
#include <array>

namespace fusebox::settings {

namespace {

bool isMet(Needs needs, const probe::Scheme &scheme)
{
    switch (needs) {
    case Needs::Nothing: break;
    case Needs::Tls: return scheme.isTls;
    case Needs::MaybeTls: return scheme.isTls || scheme.kind == probe::ProbeKind::Http;
    case Needs::Network: return !probe::traitsOf(scheme.kind).runsHere;
    }
    return true;
}

/// Nobody changes them.
EndpointConfig &sharedDefaults(const probe::Scheme &scheme)
{
    static auto all = [] {
        std::array<EndpointConfig, probe::Schemes.size()> defaults;
        std::ranges::transform(probe::Schemes, defaults.begin(), defaultsFor);
        return defaults;
    }();
    return all.at(static_cast<std::size_t>(&scheme - probe::Schemes.data()));
}

struct IsUsed
{
    const probe::Scheme &scheme;

    bool operator()(const Section &section) const
    {
        return std::ranges::any_of(section.fields(),
                                   [this](const Field &field) { return isUsedBy(&scheme, field); });
    }
    template <typename Shape>
    bool operator()(const At<Shape> &at) const
    {
        return at.of(sharedDefaults(scheme)) != nullptr;
    }
};

} // namespace

bool isUsedBy(const probe::Scheme *scheme, const Field &field)
{
    if (!scheme)
        return std::ranges::all_of(probe::Schemes, [&field](const probe::Scheme &any) {
            return probe::traitsOf(any.kind).runsHere || isUsedBy(&any, field);
        });
    return isMet(field.needs, *scheme) && std::visit(IsUsed{*scheme}, field.kind);
}

std::vector<QLatin1StringView> schemesUsing(const Field &field)
{
    std::vector<QLatin1StringView> users;
    for (const probe::Scheme &scheme : probe::Schemes)
        if (isUsedBy(&scheme, field))
            users.push_back(scheme.name);
    if (users.size() == probe::Schemes.size())
        users.clear();
    return users;
}

bool isRequired(const Field &field)
{
    if (const auto *section = std::get_if<Section>(&field.kind))
        return std::ranges::any_of(section->fields(), isRequired);
    return field.isRequired;
}

EndpointConfig defaultsFor(const probe::Scheme &scheme)
{
    QUrl url;
    url.setScheme(scheme.name);
    return {.asked = url};
}

} // namespace fusebox::settings
