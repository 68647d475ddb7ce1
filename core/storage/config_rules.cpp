// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_rules.h"

#include <algorithm>
#include <array>

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::EndpointConfig;

namespace {

struct Rule
{
    bool (*isBroken)(const EndpointConfig &);
    QLatin1StringView section;
    QLatin1StringView key; ///< which the sentence is about
    QLatin1StringView sentence;
};

bool hasFallbackOfAnotherKind(const EndpointConfig &e)
{
    return std::ranges::any_of(e.fallback.urls,
                               [&](const QUrl &url) { return health::kindOf(url) != kindOf(e); });
}

constexpr std::array Rules{
    Rule{hasFallbackOfAnotherKind, "fallback"_L1, "urls"_L1,
         "a fallback answers the same question; use the scheme of the endpoint's own URL"_L1},
    Rule{[](const EndpointConfig &e) {
             return e.proxy.kind == probe::ProxyKind::None && !e.proxy.user.isEmpty();
         },
         "proxy"_L1, "user"_L1, "there is no proxy to send it to; add \"url\""_L1},
    Rule{[](const EndpointConfig &e) { return e.proxy.user.isEmpty() && !e.proxy.password.isEmpty(); },
         "proxy"_L1, "password"_L1, "a password without its user; add \"user\""_L1},
    Rule{[](const EndpointConfig &e) {
             return e.tls.clientCertificate.isEmpty() && !e.tls.clientKey.isEmpty();
         },
         "tls"_L1, "client_key"_L1, "a key without its certificate; add \"client_certificate\""_L1},
    Rule{[](const EndpointConfig &e) { return e.dns.expectNoSuchName && !e.dns.expect.isEmpty(); }, "dns"_L1,
         "no_such_name"_L1, "a name that shall not exist has no records; leave out \"expect\""_L1},
};

JsonPlace memberOf(const JsonPlace &place, QLatin1StringView key)
{
    return place.at(*findMember(std::get<JsonObject>(place.value.data), key));
}

} // namespace

Checked checkRules(const JsonPlace &place, const EndpointConfig &config)
{
    for (const Rule &rule : Rules) {
        if (rule.isBroken(config)) // so the key is there: its default breaks nothing
            return memberOf(memberOf(place, rule.section), rule.key).error(rule.sentence);
    }
    return {};
}

} // namespace fusebox::storage
