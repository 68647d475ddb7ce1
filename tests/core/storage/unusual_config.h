// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QFileInfo>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_file.h"
#include "core/storage/file_check.h"
#include "tests/core/storage/config_examples.h"
#include "tests/support/config_parts.h"

namespace fusebox::testing::configs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox;
using storage::Config;

inline probe::HttpOptions unusualRequest()
{
    using probe::HeaderExpectation;
    using probe::JsonExpectation;
    probe::HttpOptions http;
    http.method = "POST";
    http.headers = {{"Accept", "a/b"}, {"X-Key", "k"}};
    http.body = "a\n\"ż\"";
    http.authentication = probe::BearerAuthentication{u"token"_s};
    http.version = probe::HttpVersion::Auto;
    http.keepAlive = true;
    http.redirects = {0, true};
    http.maxBody = 77;
    http.expect.status = {{200, 299}, {404, 404}};
    http.expect.headers = {
        {"A"}, {"B", HeaderExpectation::Kind::Equals, "c"}, {"D", HeaderExpectation::Kind::Contains, "e"}};
    http.expect.bodyContains = "needle";
    http.expect.bodyMatches = u"^a\\d+"_s;
    http.expect.json = {{u"/a/0"_s, JsonExpectation::Kind::Equals, "\"b\""},
                        {u""_s, JsonExpectation::Kind::Differs, "null"},
                        {u"/n"_s, JsonExpectation::Kind::LessOrEqual, "2"},
                        {u"/id"_s, JsonExpectation::Kind::Equals, "9007199254740993"},
                        {u"/id"_s, JsonExpectation::Kind::Less, "123456789012345678901234567890"},
                        {u"/n"_s, JsonExpectation::Kind::Greater, "1.5"}};
    http.expect.maxLatency = 3s;
    http.expect.maxSize = 99;
    return http;
}

inline probe::WebSocketOptions unusualOptions()
{
    probe::WebSocketOptions options;
    options.headers = {{"X-Tenant", "blue \"1\""}};
    options.authentication = probe::BasicAuthentication{u"me"_s, u"p:w"_s};
    options.subprotocols = QStringList{u"graphql-ws"_s, u"v1.json"_s};
    options.maxFrame = 1;
    options.maxMessage = 64 * 1024 * 1024;
    options.greeting = u"{\"type\": \"hello\"}"_s;
    options.expect = {"a\nb", u"^a+$"_s, {{u"/a"_s, probe::JsonExpectation::Kind::Less, "1.5"}}, 7s};
    options.messages = probe::MessageFormat::Json;
    using Kind = probe::KeepaliveAnswer::Kind;
    options.keepalive = {
        {{Kind::Matches, "^0\\{", u"40"_s}, {Kind::Equals, QByteArray("\0\xff", 2), u" 3"_s}},
        u"ping \"ż\""_s,
        250ms};
    return options;
}

inline settings::EndpointConfig unusualEndpoint()
{
    settings::EndpointConfig config;
    config.id = u"unusual"_s;
    config.name = u"Zażółć \"1\""_s;
    config.asked = QUrl(u"https://a.example:8443/a%20b?c=d%2F"_s);
    config.interval = 1500ms;
    testing::fallbackOf(config) = {
        {QUrl(u"http://b.example/"_s), QUrl(u"https://c.example/x"_s)}, 10min, true};
    config.timeouts = {1ns, 2us, 3ms, 4s, 5min, 6s};
    config.retry = {7, {250us, 1.7, 3h}};
    config.retry.backoff.growth = resilience::Growth::Linear;
    config.retry.backoff.jitter = resilience::Jitter::Proportional;
    config.retry.backoff.jitterShare = 0.5;
    config.retry.totalTime = 9s;
    config.retry.attemptTimeout = 8s;
    config.retry.retryOn = {resilience::ErrorClass::Dns, resilience::ErrorClass::Exception};
    config.retry.retryOn = config.retry.retryOn.with(resilience::ErrorClassSet::statuses(503, 503))
                               .with(resilience::ErrorClassSet::statuses(520, 599));
    config.circuit.failureThreshold = 0;
    config.circuit.consecutiveFailures = 3;
    config.circuit.failureRate = 0.35;
    config.circuit.slowRate = 0.75;
    config.circuit.minimumCalls = 4;
    config.circuit.rateCalls = 40;
    config.circuit.failureWindow = 24h;
    config.circuit.trackErrors = resilience::kNetworkErrors.with({resilience::ErrorClass::Tls});
    config.circuit.recoveryTimeout = 1ms;
    config.circuit.openTimeMultiplier = 2.5;
    config.circuit.maxOpenTime = 11min;
    config.circuit.successThreshold = 5;
    config.circuit.trialCalls = 6;
    config.circuit.trialSample = 12;
    config.circuit.trialFailureRate = 0.25;
    config.circuit.trialTimeout = 7s;
    config.slowAfter = 123456789ns;
    testing::trustOf(config) = {u"/etc/ca.pem"_s, u"/etc/me.pem"_s, u"/etc/me.key"_s, QString(64, u'a'),
                                true};
    testing::tlsOf(config).certificateWarning = 0s;
    testing::namesOf(config) = {probe::AddressFamily::IPv6, probe::NameSource::System, 0s};
    testing::proxyOf(config) = {probe::ProxyKind::Socks5, u"proxy.example"_s, 1080, u"me"_s, u"pass"_s};
    testing::httpOf(config) = unusualRequest();
    config.paused = true;
    return config;
}

inline settings::EndpointConfig endpointAt(const QString &url)
{
    settings::EndpointConfig config;
    config.asked = QUrl(url);
    config.id = settings::makeEndpointId(config.asked, {});
    config.name = settings::defaultEndpointName(config.asked);
    return config;
}

/// Together they have a value of their own for every key.
inline std::vector<settings::EndpointConfig> unusualEndpoints()
{
    auto socket = endpointAt(u"wss://s.example/"_s);
    testing::webSocketOf(socket) = {1s, 2s, 0, 3min, {4999, 1000}, 90s, 0, unusualOptions()};
    auto port = endpointAt(u"tcp://p.example:1"_s);
    testing::tcpOf(port) = {"PING\r\n", QByteArray("\x00\xff", 2)};
    auto records = endpointAt(u"dns:///d.example?type=MX"_s);
    testing::dnsOf(records).expect = QStringList{u"10 mx.example."_s};
    auto nothing = endpointAt(u"dns:///n.example"_s);
    testing::dnsOf(nothing).expectNoSuchName = true;
    settings::EndpointConfig command{.id = u"disk"_s, .name = u"Disk"_s, .asked = QUrl(u"exec:"_s)};
    *command.find<probe::ExecOptions>() = {
        {u"/usr/lib/nagios/plugins/check_disk"_s, u"-w"_s, u"10%"_s}, {{"Token_1", "s3cret"}}, u"/tmp"_s};
    return {unusualEndpoint(), socket, port, records, nothing, command};
}

inline void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace fusebox::testing::configs
