// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_fields.h"

#include <algorithm>
#include <array>

#include "core/storage/field_tables.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array EndpointFields{
    Field{"id"_L1, At{place<&Endpoint::id>, Text{health::maxIdLength}}},
    Field{"name"_L1, At{place<&Endpoint::name>, Text{health::maxNameLength}}},
    Field{"group"_L1, At{place<&Endpoint::group>, Text{health::maxTagLength}}},
    Field{"tags"_L1, At{place<&Endpoint::tags>, TextList{health::maxTagLength}}},
    Field{"url"_L1, At{place<&Endpoint::url>, Url{}}},
    Field{"interval"_L1, At{place<&Endpoint::interval>, Duration{health::minInterval}}},
    Field{"timeouts"_L1, Section{timeoutFields}},
    Field{"retry"_L1, Section{retryFields}},
    Field{"circuit"_L1, Section{circuitFields}},
    Field{"slow_after"_L1, At{place<&Endpoint::slowAfter>, Duration{}}},
    Field{"tls"_L1, Section{tlsFields}},
    Field{"certificate_warning"_L1, At{place<&Endpoint::certificateWarning>, Duration{0s}}},
    Field{"names"_L1, Section{nameFields}},
    Field{"proxy"_L1, Section{proxyFields}},
    Field{"http"_L1, Section{httpFields}},
    Field{"tcp"_L1, Section{tcpFields}},
    Field{"dns"_L1, Section{dnsFields}},
    Field{"websocket"_L1, Section{webSocketFields}},
    Field{"fallback"_L1, Section{fallbackFields}},
    Field{"paused"_L1, At{place<&Endpoint::paused>, Flag{}}},
};

template <typename Shape>
bool isDefaultValue(const Shape &, const typename Shape::Type &value, const typename Shape::Type &byDefault)
{
    return value == byDefault;
}
// Those that are one of several things in the same place are default when the place holds another.
bool isDefaultValue(const Basic &, const probe::HttpAuthentication &value, const auto &)
{
    return !std::holds_alternative<probe::BasicAuthentication>(value);
}
bool isDefaultValue(const Bearer &, const probe::HttpAuthentication &value, const auto &)
{
    return !std::holds_alternative<probe::BearerAuthentication>(value);
}
bool isDefaultValue(const ProxyUrl &, const probe::ProxyOptions &value, const auto &)
{
    return value.kind == probe::ProxyKind::None;
}

struct IsDefault
{
    Endpoint &config;
    Endpoint &defaults;

    bool operator()(const Section &section) const
    {
        const auto fields = section.fields();
        return std::all_of(fields.begin(), fields.end(),
                           [this](const Field &field) { return std::visit(*this, field.kind); });
    }
    template <typename Shape>
    bool operator()(const At<Shape> &at) const
    {
        return isDefaultValue(at.shape, at.of(config), at.of(defaults));
    }
};

} // namespace

std::span<const Field> endpointFields()
{
    return EndpointFields;
}

bool isDefault(const Field &field, Endpoint &config, Endpoint &defaults)
{
    return std::visit(IsDefault{config, defaults}, field.kind);
}

} // namespace fusebox::storage
