// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_rules.h"

#include <algorithm>
#include <array>

#include "core/health/option_text.h"
#include "core/health/setting_use.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::EndpointConfig;

namespace {

struct Rule
{
    bool (*isBroken)(const EndpointConfig &);
    QLatin1StringView key; ///< "proxy.user": which the sentence is about
    QLatin1StringView sentence;
    QLatin1StringView unless = {}; ///< this is wrong already: the rule is broken by that alone
};

bool isHead(const EndpointConfig &e)
{
    return e.http.method == "HEAD";
}

constexpr QLatin1StringView NoBodyOfHead = "an answer to HEAD has no body; leave this out, or use GET"_L1;

bool isOfUpgrade(const probe::HttpField &header)
{
    return health::isUpgradeField(QString::fromLatin1(header.name));
}

bool hasFallbackOfAnotherKind(const EndpointConfig &e)
{
    return std::ranges::any_of(e.fallback.urls,
                               [&](const QUrl &url) { return health::kindOf(url) != kindOf(e); });
}

constexpr std::array Rules{
    Rule{hasFallbackOfAnotherKind, "fallback.urls"_L1,
         "a fallback answers the same question; use the scheme of the endpoint's own URL"_L1},
    Rule{[](const EndpointConfig &e) {
             return e.proxy.kind == probe::ProxyKind::None && !e.proxy.user.isEmpty();
         },
         "proxy.user"_L1, "there is no proxy to send it to; add \"url\""_L1, "proxy.url"_L1},
    Rule{[](const EndpointConfig &e) { return e.proxy.user.isEmpty() && !e.proxy.password.isEmpty(); },
         "proxy.password"_L1, "a password without its user; add \"user\""_L1, "proxy.user"_L1},
    Rule{[](const EndpointConfig &e) {
             return e.tls.clientCertificate.isEmpty() && !e.tls.clientKey.isEmpty();
         },
         "tls.client_key"_L1, "a key without its certificate; add \"client_certificate\""_L1,
         "tls.client_certificate"_L1},
    Rule{[](const EndpointConfig &e) { return e.http.method == "TRACE" && !e.http.body.isEmpty(); },
         "http.body"_L1, "TRACE has no body (RFC 9110, 9.3.8); leave this out"_L1},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !e.http.expect.bodyContains.isEmpty(); },
         "http.expect.body_contains"_L1, NoBodyOfHead},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !e.http.expect.bodyMatches.isEmpty(); },
         "http.expect.body_matches"_L1, NoBodyOfHead},
    Rule{[](const EndpointConfig &e) { return isHead(e) && !e.http.expect.json.empty(); },
         "http.expect.json"_L1, NoBodyOfHead},
    Rule{health::rulesOutItsHost, "names.family"_L1,
         "the URL's host is an address of the other family; use \"any\""_L1},
    Rule{[](const EndpointConfig &e) { return e.dns.expectNoSuchName && !e.dns.expect.isEmpty(); },
         "dns.no_such_name"_L1, "a name that shall not exist has no records; leave out \"expect\""_L1},
    Rule{[](const EndpointConfig &e) {
             return !std::ranges::all_of(e.webSocket.options.subprotocols, health::isHttpToken);
         },
         "websocket.subprotocols"_L1,
         "a subprotocol is a word of letters, digits and -._ without blanks, such as \"graphql-ws\""_L1},
    Rule{
        [](const EndpointConfig &e) { return std::ranges::any_of(e.webSocket.options.headers, isOfUpgrade); },
        "websocket.headers"_L1,
        "Host, Upgrade and Sec-WebSocket-... are written by Fusebox itself; leave them out"_L1},
};

/// The place of "proxy.user" in an endpoint that has it.
JsonPlace placeOf(const JsonPlace &place, QLatin1StringView key)
{
    const qsizetype dot = key.indexOf('.'_L1);
    const auto &object = std::get<JsonObject>(place.value.data);
    const JsonPlace member = place.at(*findMember(object, dot < 0 ? key : key.first(dot)));
    return dot < 0 ? member : placeOf(member, key.sliced(dot + 1));
}

bool isWrong(const JsonPlace &place, QLatin1StringView key, const Checked &fields)
{
    const QString pointer = place.pointer + u'/' + QString(key).replace(u'.', u'/');
    return !fields && !key.isEmpty() &&
           std::ranges::find(fields.error().all(), pointer, &JsonError::pointer) !=
               fields.error().all().end();
}

Checked checkRelations(const JsonPlace &place, const EndpointConfig &config, const Checked &fields)
{
    Gathered all;
    for (const Rule &rule : Rules) {
        if (rule.isBroken(config) && !isWrong(place, rule.unless, fields)) // so the key is there
            all.add(placeOf(place, rule.key).error(rule.sentence).value());
    }
    return all.result();
}

/// What stands in an endpoint and does nothing there was meant for another, or is thought to do something.
Checked checkUse(const JsonPlace &place, const QString &path, const QString &scheme)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return {};
    Gathered all;
    for (const JsonMember &member : *members) {
        const QString setting = path + QString::fromStdString(member.key);
        if (health::isUsedBy(scheme, setting))
            all.add(checkUse(place.at(member), setting + u'.', scheme));
        else
            all.add(place.at(member).error(unusedSentence(scheme, health::schemesUsing(setting))).value());
    }
    return all.result();
}

Checked checkRecords(const JsonPlace &place, const EndpointConfig &config)
{
    if (config.dns.expect.isEmpty())
        return {};
    const QString type = health::dnsQuestionOf(config.url).type;
    const auto bad = std::ranges::find_if_not(
        config.dns.expect, [&type](const QString &record) { return health::canBeRecord(type, record); });
    if (bad == config.dns.expect.end())
        return {};
    const auto index = static_cast<std::size_t>(bad - config.dns.expect.begin());
    const JsonPlace list = placeOf(place, "dns.expect"_L1);
    return list.at(index, std::get<JsonArray>(list.value.data)[index]).error(recordSentence(*bad, type));
}

/// What can never come is never answered.
Checked checkKeepalive(const JsonPlace &place, const EndpointConfig &config)
{
    Gathered all;
    const auto &answers = config.webSocket.options.keepalive.answer;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].kind != probe::KeepaliveAnswer::Kind::Equals ||
            answers[i].sought.size() <= config.webSocket.options.maxMessage)
            continue;
        const JsonPlace list = placeOf(place, "websocket.keepalive.answer"_L1);
        const JsonPlace answer = list.at(i, std::get<JsonArray>(list.value.data)[i]);
        all.add(placeOf(answer, "equals"_L1)
                    .error(u"is longer than a message may be; raise \"max_message\" or leave it out"_s)
                    .value());
    }
    return all.result();
}

} // namespace

Checked checkRules(const JsonPlace &place, const EndpointConfig &config, const Checked &fields)
{
    Gathered all;
    all.add(checkUse(place, {}, config.url.scheme()));
    all.add(checkRelations(place, config, fields));
    all.add(checkRecords(place, config));
    all.add(checkKeepalive(place, config));
    return all.result();
}

} // namespace fusebox::storage
