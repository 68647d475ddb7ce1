// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/config_fields.h"

#include <algorithm>
#include <array>

#include "core/probe/match/json_pointer.h"
#include "core/settings/exec_fields.h"
#include "core/settings/field_tables.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array EndpointFields{
    Field{"id"_L1, At{place<&Endpoint::id>, Text{maxIdLength}},
          "Names the endpoint in events; unique. Made from the URL if left out."_L1},
    Field{"name"_L1, At{place<&Endpoint::name>, Text{maxNameLength}},
          "Shown to people. Host, port and path of the URL if left out."_L1},
    Field{"group"_L1, At{place<&Endpoint::group>, Text{maxTagLength}},
          "The heading it stands under in the table."_L1},
    Field{"tags"_L1, At{place<&Endpoint::tags>, TextList{maxTagLength}}, "Words to find it by."_L1},
    Field{
        "url"_L1, At{place<&Endpoint::asked>, OwnUrl{}},
        "What to watch: http and https are polled, ws and wss kept connected; tcp and tls (with a port) are connected to; dns://server/name?type=AAAA is looked up, by the system's resolver if no server is named; exec: is a command. No user or password."_L1,
        Needs::Nothing, true},
    Field{"interval"_L1, At{place<&Endpoint::interval>, Duration{minInterval}},
          "Between the starts of two checks, or between two pings of a WebSocket; at least 250ms."_L1},
    Field{"timeouts"_L1, Section{timeoutFields}, "How long each phase may take."_L1},
    Field{"retry"_L1, Section{retryFields},
          "What is tried again within one check; for a WebSocket, how it reconnects."_L1},
    Field{"circuit"_L1, Section{circuitFields}, "When to stop asking, and when to try again."_L1},
    Field{"slow_after"_L1, At{place<&Endpoint::slowAfter>, Duration{}},
          "A success that took longer is slow."_L1},
    Field{"tls"_L1, Section{tlsFields}, "Whom to trust, and who to be."_L1},
    Field{"certificate_warning"_L1, At{place<&TlsSettings::certificateWarning>, Duration{0s}},
          "Degraded when less is left of the certificate, but at most a third of its life; 0s: never."_L1,
          Needs::MaybeTls},
    Field{"names"_L1, Section{nameFields}, "How names become addresses."_L1},
    Field{"proxy"_L1, Section{proxyFields}, "A proxy to go through."_L1},
    Field{"http"_L1, Section{httpFields}, "What is asked of http and https, and what is to come back."_L1},
    Field{"tcp"_L1, Section{tcpFields}, "What is said over tcp and tls once connected."_L1},
    Field{"dns"_L1, Section{dnsFields}, "What is to come back of a look-up."_L1},
    Field{"websocket"_L1, Section{webSocketFields}, "How a ws or wss connection is kept."_L1},
    Field{"exec"_L1, Section{execFields},
          "A command of your own that is run on this machine, as Nagios runs its plugins."_L1},
    Field{"fallback"_L1, Section{fallbackFields},
          "Who answers when a polled endpoint does not; it is degraded then."_L1},
    Field{"paused"_L1, At{place<&Endpoint::paused>, Flag{}}, "Not watched until resumed."_L1},
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
bool isDefaultValue(const OwnUrl &, const Asked &value, const auto &)
{
    return value.url().isEmpty();
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
        const auto *value = at.of(config);
        return !value || isDefaultValue(at.shape, *value, *at.of(defaults));
    }
};

} // namespace

std::span<const Field> endpointFields()
{
    return EndpointFields;
}

const Field *findField(QStringView key)
{
    std::span<const Field> fields = EndpointFields;
    for (const QStringView part : key.tokenize(u'.')) {
        const auto field = std::ranges::find_if(fields, [part](const Field &f) { return f.key == part; });
        if (field == fields.end())
            return nullptr;
        if (part.end() == key.end())
            return &*field;
        const auto *section = std::get_if<Section>(&field->kind);
        fields = section ? section->fields() : std::span<const Field>();
    }
    return nullptr;
}

QString pointerTo(QString key)
{
    return u'/' + key.replace(u'.', u'/');
}

QString pointerTo(const QString &key, const QString &name)
{
    return pointerTo(key) + u'/' + probe::referenceToken(name);
}

bool isDefault(const Field &field, Endpoint &config, Endpoint &defaults)
{
    return std::visit(IsDefault{config, defaults}, field.kind);
}

} // namespace fusebox::settings
