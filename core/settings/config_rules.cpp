// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/config_rules.h"

#include <algorithm>
#include <array>

#include "core/settings/option_text.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::DnsOptions;
using probe::HttpOptions;
using probe::ProxyOptions;

namespace {

bool isHead(const EndpointConfig &e)
{
    return e.part<HttpOptions>().method == "HEAD";
}

const probe::HttpExpectations &expectedBy(const EndpointConfig &e)
{
    return e.part<HttpOptions>().expect;
}

constexpr QLatin1StringView NoBodyOfHead = "an answer to HEAD has no body; leave this out, or use GET"_L1;

bool hasFallbackOfAnotherKind(const EndpointConfig &e)
{
    return std::ranges::any_of(e.part<FallbackSettings>().urls,
                               [&](const QUrl &url) { return kindOf(url) != kindOf(e); });
}

constexpr std::array Rules{
    Rule{hasFallbackOfAnotherKind, "fallback.urls"_L1,
         "a fallback answers the same question; use the scheme of the endpoint's own URL"_L1},
    Rule{[](const EndpointConfig &e) {
             const auto &proxy = e.part<ProxyOptions>();
             return proxy.kind == probe::ProxyKind::None && !proxy.user.isEmpty();
         },
         "proxy.user"_L1, "there is no proxy to send it to; add \"url\""_L1, "proxy.url"_L1},
    Rule{[](const EndpointConfig &e) {
             const auto &proxy = e.part<ProxyOptions>();
             return proxy.user.isEmpty() && !proxy.password.isEmpty();
         },
         "proxy.password"_L1, "a password without its user; add \"user\""_L1, "proxy.user"_L1},
    Rule{[](const EndpointConfig &e) {
             const auto &trust = e.part<TlsSettings>().trust;
             return trust.clientCertificate.isEmpty() && !trust.clientKey.isEmpty();
         },
         "tls.client_key"_L1, "a key without its certificate; add \"client_certificate\""_L1,
         "tls.client_certificate"_L1},
    Rule{[](const EndpointConfig &e) {
             const auto &http = e.part<HttpOptions>();
             return http.method == "TRACE" && !http.body.isEmpty();
         },
         "http.body"_L1, "TRACE has no body (RFC 9110, 9.3.8); leave this out"_L1},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !expectedBy(e).bodyContains.isEmpty(); },
         "http.expect.body_contains"_L1, NoBodyOfHead},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !expectedBy(e).bodyMatches.isEmpty(); },
         "http.expect.body_matches"_L1, NoBodyOfHead},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !expectedBy(e).json.empty(); },
         "http.expect.json"_L1, NoBodyOfHead},
    Rule{[](const EndpointConfig &e) {
             return std::ranges::any_of(e.part<probe::ExecOptions>().command, [](const QString &argument) {
                 return hasReference(argument.toUtf8());
             });
         },
         "exec.command"_L1,
         "a command's arguments can be seen by everybody on this machine; refer to a secret in \"env\""_L1},
    Rule{rulesOutItsHost, "names.family"_L1,
         "the URL's host is an address of the other family; use \"any\""_L1},
    Rule{[](const EndpointConfig &e) {
             const auto &dns = e.part<DnsOptions>();
             return dns.expectNoSuchName && !dns.expect.isEmpty();
         },
         "dns.no_such_name"_L1, "a name that shall not exist has no records; leave out \"expect\""_L1},
};

} // namespace

std::span<const Rule> endpointRules()
{
    return Rules;
}

} // namespace fusebox::settings
