// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/storage/unusual_config.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::configs;

class TestConfigFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("FUSEBOX_TEST_SECRET", "hidden"); }

    void readsGoodExamples_data();
    void readsGoodExamples();
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
    void slipsOfSyntaxAreNamed_data();
    void slipsOfSyntaxAreNamed();
    void allThatIsWrongIsTold_data();
    void allThatIsWrongIsTold();
    void manyErrorsAreToldQuickly();
    void otherEncodingsAreNamed_data();
    void otherEncodingsAreNamed();
    void loneSurrogatesAreNotTakenForOthers_data();
    void loneSurrogatesAreNotTakenForOthers();
    void everythingButUrlHasADefault();
    void valuesArriveWhereTheyBelong();
    void limitsArriveWhereTheyBelong();
    void historyArrivesWhereItBelongs();
    void unnamedEndpointsGetIdsThatNoOtherHas();
    void idsOfManyEqualUrlsAreMadeQuickly();
    void refusesMoreThan16MiB();
    void refusesMoreThanAMillionValues();
    void noErrorQuotesASecret_data();
    void noErrorQuotesASecret();
    void errorIsOneLine();
    void errorNamesTheFile_data();
    void errorNamesTheFile();
    void relativeFilesStartAtTheConfigurationsFolder();
    void filesThatCannotBeReadAreToldOnce();
    void secretsAreReferredToRatherThanRead();
    void referencesThatAreWrongAreNamed_data();
    void referencesThatAreWrongAreNamed();
};

void TestConfigFile::readsGoodExamples_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const auto &example : testing::goodExamples())
        QTest::newRow(example.name) << example.json;
}

void TestConfigFile::readsGoodExamples()
{
    QFETCH(const QByteArray, json);
    const auto config = storage::parseConfig(json);
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    const auto again = storage::parseConfig(storage::writeConfig(*config));
    QVERIFY(again);
    QCOMPARE(*again, *config);
}

void TestConfigFile::saysWhatIsWrongAndWhere_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("sentence");
    for (const auto &example : testing::badExamples())
        QTest::newRow(example.name) << example.json << QString::fromUtf8(example.pointer) << example.line
                                    << QString::fromUtf8(example.sentence);
}

void TestConfigFile::saysWhatIsWrongAndWhere()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, sentence);
    const auto config = storage::parseConfig(json);
    QVERIFY(!config);
    const QString message = config.error().message;
    QVERIFY2(message.contains(sentence), qPrintable(message));
    QTEST(config.error().pointer, "pointer");
    QTEST(config.error().line, "line");
    QVERIFY2(!message.contains(u"secret"_s), "a password must not be shown");
}

void TestConfigFile::slipsOfSyntaxAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QByteArray &json, const char *place, const char *sentence) {
        QTest::newRow(name) << json << QString::fromUtf8(place) << QString::fromUtf8(sentence);
    };
    row("comma too few, object", "{\"version\": 1\n  \"endpoints\": []}", "2:3", "a comma is missing");
    row("comma too few, array", "{\"endpoints\": [{}\n{}]}", "2:1", "a comma is missing");
    row("comma too many, object", "{\"version\": 1,\n}", "1:14", "a comma before \"}\"; take it out");
    row("comma too many, array", "{\"endpoints\": [1 ,\n]}", "1:18", "a comma before \"]\"; take it out");
    row("two commas", "{\"version\": 1,,}", "1:15", "a second comma");
    row("single quotes, key", "{'version': 1}", "1:2", "between double ones");
    row("single quotes, value", "{\"ż\": 'a'}", "1:7", "between double ones");
    row("comment without an end", "{\"version\": 1 /* mine\n}", "2:2", "a comment that is not closed");
    row("half a comment", "{\"version\": 1 / mine\n}", "1:15", "a slash alone");
    row("comma before what is commented out", "{\"version\": 1, // \"limits\": {},\n}", "1:14",
        "a comma before");
    row("comment of a shell", "# mine\n{}", "1:1", "a comment");
    row("text not closed in its line", "{\"version: 1\n}", "1:13", "text that is not closed");
    row("text not closed at all", "{\"version", "1:10", "text that is not closed");
    row("tab in text", "{\"a\tb\": 1}", "1:4", "write it as \\t or \\u0009");
    row("key without quotes", "{version: 1}", "1:2", "put it between double ones");
    row("word as value", "{\"paused\": True}", "1:12", "write true, false or null");
    row("no colon", "{\"version\" 1}", "1:12", "a colon is missing");
    row("no value", "{\"version\": }", "1:13", "a value is missing after the colon");
    row("object not closed", "{\"version\": 1\n", "2:1", "add the missing \"}\"");
    row("array not closed", "{\"endpoints\": [1", "1:17", "add the missing \"]\"");
    row("wrong bracket", "{\"endpoints\": [1}", "1:17", "\"}\" where \"]\" is missing");
    row("two values", "{}\n {}", "2:2", "more after the end");
}

void TestConfigFile::slipsOfSyntaxAreNamed()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, place);
    QFETCH(const QString, sentence);
    const auto config = storage::parseConfig(json);
    QVERIFY(!config);
    const QString text = config.error().toString();
    QVERIFY2(text.startsWith(u"line "_s + place + u": "_s), qPrintable(text));
    QVERIFY2(text.contains(u"not valid JSON: "_s) && text.contains(sentence), qPrintable(text));
}

/// One a line, in the order of the file, each once, and none that only follows from another.
void TestConfigFile::allThatIsWrongIsTold_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("places");
    const auto row = [](const char *name, const QByteArray &json, const QStringList &places) {
        QTest::newRow(name) << json << places;
    };
    row("in several endpoints",
        "{\"endpoints\": [\n{\"url\": \"http://a\", \"interval\": 5},\n{\"url\": \"x\"},\n{}]}",
        {u"2 /endpoints/0/interval"_s, u"3 /endpoints/1/url"_s, u"4 /endpoints/2"_s});
    row("in one endpoint",
        "{\"endpoints\": [{\"url\": \"http://a\",\n\"intervall\": \"5s\",\n\"paused\": 1,\n"
        "\"retry\": {\"growth\": \"no\",\n\"max_attempts\": 0}}]}",
        {u"2 /endpoints/0/intervall"_s, u"3 /endpoints/0/paused"_s, u"4 /endpoints/0/retry/growth"_s,
         u"5 /endpoints/0/retry/max_attempts"_s});
    row("in a list and in headers",
        "{\"endpoints\": [{\"url\": \"http://a\",\n\"tags\": [1,\n\"ok\",\n2],\n"
        "\"http\": {\"headers\": {\"Connection\": \"a\",\n\"b c\": \"d\"},\n\"basic\": {\"user\": "
        "1,\n\"password\": 2}}}]}",
        {u"2 /endpoints/0/tags/0"_s, u"4 /endpoints/0/tags/2"_s, u"5 /endpoints/0/http/headers/Connection"_s,
         u"6 /endpoints/0/http/headers"_s, u"7 /endpoints/0/http/basic/user"_s,
         u"8 /endpoints/0/http/basic/password"_s});
    row("at the top", "{\"endpoint\": [],\n\"limits\": {\"host_rate\": 0,\n\"rate\": 1},\n\"endpoints\": {}}",
        {u"1 /endpoint"_s, u"2 /limits/host_rate"_s, u"3 /limits/rate"_s, u"4 /endpoints"_s});
    row("keys that are there twice",
        "{\"endpoints\": [{\"url\": \"http://a\",\n\"paused\": true,\n\"paused\": [{}],\n\"interval\": 1}]}",
        {u"3 /endpoints/0/paused"_s, u"4 /endpoints/0/interval"_s});
    row("equal ids, one of them in an endpoint that is wrong",
        "{\"endpoints\": [{\"id\": \"a\", \"url\": 1},\n{\"id\": \"a\", \"url\": \"http://a\"}]}",
        {u"1 /endpoints/0/url"_s, u"2 /endpoints/1/id"_s});
    row("what the scheme has no use for",
        "{\"endpoints\": [{\"url\": \"tcp://a:1\",\n\"http\": {},\n\"websocket\": {},\n\"slow_after\": 1}]}",
        {u"2 /endpoints/0/http"_s, u"3 /endpoints/0/websocket"_s, u"4 /endpoints/0/slow_after"_s});
    row("several rules",
        "{\"endpoints\": [{\"url\": \"http://a\", \"http\": {\"method\": \"HEAD\",\n\"expect\": "
        "{\"body_contains\": \"x\",\n\"body_matches\": \"x\"}},\n\"proxy\": {\"user\": \"me\"}}]}",
        {u"2 /endpoints/0/http/expect/body_contains"_s, u"3 /endpoints/0/http/expect/body_matches"_s,
         u"4 /endpoints/0/proxy/user"_s});
    row("no rule that is broken by an error alone",
        "{\"endpoints\": [{\"url\": \"http://a\", \"proxy\": {\"user\": \"me\",\n\"url\": 1}}]}",
        {u"2 /endpoints/0/proxy/url"_s});
    row("a version of another time alone", "{\"version\": 2, \"future\": 1}", {u"1 /version"_s});
    row("what is no JSON alone", "{\"endpoints\": [{\"url\": 1},\n{]}", {u"2 /endpoints/1"_s});
}

void TestConfigFile::allThatIsWrongIsTold()
{
    QFETCH(const QByteArray, json);
    const auto config = storage::checkConfig(json);
    QVERIFY(!config);
    QStringList places;
    for (const storage::ConfigError &error : config.error())
        places << QString::number(error.line) + u' ' + error.pointer;
    QTEST(places, "places");
}

void TestConfigFile::manyErrorsAreToldQuickly()
{
    QByteArray json = "{\"endpoints\": [\n";
    for (int i = 0; i < 10'001; ++i)
        json += "{\"url\": 1},\n";
    const auto config = storage::checkConfig(json + "{\"url\": \"http://a\"}]}");
    QVERIFY(!config);
    QCOMPARE(config.error().size(), std::size_t(10'001)); // linear, or this would take minutes
    QCOMPARE(config.error()[9'999].line, 10'001);
    QCOMPARE(config.error().back().toString(), u"and 1 more errors"_s);
}

void TestConfigFile::otherEncodingsAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("sentence");
    const QString text = u"{\"endpoints\": []}"_s;
    const auto row = [&](const char *name, QStringConverter::Encoding encoding, QStringConverter::Flag flag,
                         const QString &sentence) {
        QStringEncoder encoder(encoding, flag);
        QTest::newRow(name) << QByteArray(encoder(text)) << sentence;
    };
    using enum QStringConverter::Encoding;
    using enum QStringConverter::Flag;
    row("UTF-16, little", Utf16LE, Default, u"is UTF-16; save it as UTF-8"_s);
    row("UTF-16, big", Utf16BE, Default, u"is UTF-16; save it as UTF-8"_s);
    row("UTF-16, little, with its mark", Utf16LE, WriteBom, u"is UTF-16; save it as UTF-8"_s);
    row("UTF-16, big, with its mark", Utf16BE, WriteBom, u"is UTF-16; save it as UTF-8"_s);
    row("UTF-32, little", Utf32LE, Default, u"is UTF-32; save it as UTF-8"_s);
    row("UTF-32, big", Utf32BE, Default, u"is UTF-32; save it as UTF-8"_s);
    row("UTF-32, little, with its mark", Utf32LE, WriteBom, u"is UTF-32; save it as UTF-8"_s);
    row("UTF-32, big, with its mark", Utf32BE, WriteBom, u"is UTF-32; save it as UTF-8"_s);
    row("UTF-8, with its mark", Utf8, WriteBom, u"begins with a byte order mark; save it as UTF-8 without"_s);
}

void TestConfigFile::otherEncodingsAreNamed()
{
    QFETCH(const QByteArray, json);
    const auto config = storage::parseConfig(json);
    QVERIFY(!config);
    QTEST(config.error().message, "sentence");
}

/// JSON's escapes can write half a character. Where that means something it is read back as written; where
/// text is shown or sent it is refused, not exchanged for another.
void TestConfigFile::loneSurrogatesAreNotTakenForOthers_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("name") << QByteArray(R"("name": "a\udc00b")") << false;
    QTest::newRow("secret") << QByteArray(R"("http": {"bearer": "a\udc00b"})") << false;
    QTest::newRow("header") << QByteArray(R"("http": {"headers": {"X-A": "\udfff"}})") << false;
    QTest::newRow("pattern") << QByteArray(R"("http": {"expect": {"body_matches": "\udc00"}})") << false;
    QTest::newRow("high alone") << QByteArray(R"("name": "a\ud800b")") << false;
    QTest::newRow("body") << QByteArray(R"("http": {"method": "POST", "body": "a\udc00"})") << true;
    QTest::newRow("value in JSON")
        << QByteArray(
               R"("http": {"expect": {"json": [{"pointer": "/a", "equals": "x\udc00\udFFF ż \ud83d\ude00"}]}})")
        << true;
}

void TestConfigFile::loneSurrogatesAreNotTakenForOthers()
{
    QFETCH(const QByteArray, members);
    QFETCH(const bool, isTaken);
    const auto config = storage::parseConfig(R"({"endpoints": [{"url": "http://a", )" + members + "}]}");
    QCOMPARE(config.has_value(), isTaken);
    if (!isTaken)
        return;
    const auto again = storage::parseConfig(storage::writeConfig(*config));
    QVERIFY2(again, again ? "" : qPrintable(again.error().toString()));
    QCOMPARE(*again, *config);
}

void TestConfigFile::everythingButUrlHasADefault()
{
    const auto config = storage::parseConfig(R"({"endpoints": [{"url": "https://a.example/health"}]})");
    QVERIFY(config);
    settings::EndpointConfig expected;
    expected.asked = QUrl(u"https://a.example/health"_s);
    expected.id = settings::makeEndpointId(expected.asked, {});
    expected.name = settings::defaultEndpointName(expected.asked);
    QCOMPARE(config->endpoints, std::vector{expected});
}

void TestConfigFile::valuesArriveWhereTheyBelong()
{
    const auto config = storage::parseConfig(R"({"endpoints": [{"id": "unusual", "name": "Zażółć \"1\"",
        "url": "https://a.example:8443/a%20b?c=d%2F", "interval": "1.5s",
        "timeouts": {"dns": "1ns", "connect": "2us", "tls": "3ms", "send": "6s", "first_byte": "4s", "total": "5m"},
        "retry": {"max_attempts": 7, "initial_delay": "250us", "backoff_multiplier": 1.7, "max_delay": "3h",
                  "growth": "linear", "jitter": "proportional", "jitter_share": 0.5, "total_time": "9s",
                  "attempt_timeout": "8s", "retry_on": ["520-599", "exception", 503, "dns"]},
        "circuit": {"failure_threshold": 0, "consecutive_failures": 3, "failure_rate": 0.35,
                    "minimum_calls": 4, "failure_window": "1d", "recovery_timeout": "1ms",
                    "success_threshold": 5, "trial_calls": 6, "trial_timeout": "7s", "slow_rate": 0.75,
                    "rate_calls": 40, "track_errors": ["tls", "network"], "open_time_multiplier": 2.5,
                    "max_open_time": "11m", "trial_sample": 12, "trial_failure_rate": 0.25},
        "slow_after": "123456789ns",
        "tls": {"ca_file": "/etc/ca.pem", "client_certificate": "/etc/me.pem", "client_key": "/etc/me.key",
                "pin": ")" + QByteArray("AA:").repeated(31) +
                                             R"(Aa", "allow_self_signed": true},
        "certificate_warning": "0s",
        "names": {"family": "ipv6", "resolver": "system", "dns_cache": "0s"},
        "proxy": {"url": "socks5://proxy.example:1080", "user": "me", "password": "pass"},
        "http": {"method": "POST", "headers": {"Accept": "a/b", "X-Key": "k"}, "body": "a\n\"ż\"",
                 "bearer": "token", "version": "auto", "keep_alive": true,
                 "redirects": {"limit": 0, "allow_downgrade": true}, "max_body": 77,
                 "expect": {"status": ["200-299", 404],
                            "headers": [{"name": "A"}, {"name": "B", "equals": "c"},
                                        {"name": "D", "contains": "e"}],
                            "body_contains": {"base64": "bmVlZGxl"}, "body_matches": "^a\\d+",
                            "json": [{"pointer": "/a/0", "equals": "b"}, {"pointer": "", "differs": null},
                                     {"pointer": "/n", "less_or_equal": 2}, {"pointer": "/id", "equals": 9007199254740993},
                                     {"pointer": "/id", "less": 123456789012345678901234567890},
                                     {"pointer": "/n", "greater": 1.5}],
                            "max_latency": "3s", "max_size": 99}},
        "fallback": {"urls": ["http://b.example/", "https://c.example/x"], "last_good": "10m",
                     "send_credentials": true}, "paused": true},
        {"url": "wss://s.example/", "websocket": {"pong_timeout": "1s", "stable_after": "2s", "max_retries": 0, "refused_delay": "3m",
                      "stop_codes": [4999, 1000], "stale_after": "90s", "queue": 0,
                      "headers": {"X-Tenant": "blue \"1\""}, "basic": {"user": "me", "password": "p:w"},
                      "subprotocols": ["graphql-ws", "v1.json"], "max_frame": 1, "max_message": 67108864,
                      "send": "{\"type\": \"hello\"}", "messages": "json",
                      "expect": {"contains": "a\nb", "matches": "^a+$", "within": "7s",
                                 "json": [{"pointer": "/a", "less": 1.5}]},
                      "keepalive": {"answer": [{"matches": "^0\\{", "send": "40"},
                                               {"equals": {"base64": "AP8="}, "send": " 3"}],
                                    "send": "ping \"ż\"", "every": "250ms"}}},
        {"url": "tcp://p.example:1", "tcp": {"send": "PING\r\n", "expect": {"base64": "AP8="}}},
        {"url": "dns:///d.example?type=MX", "dns": {"expect": ["10 mx.example."]}},
        {"url": "dns:///n.example", "dns": {"no_such_name": true}},
        {"id": "disk", "name": "Disk", "url": "exec:",
         "exec": {"command": ["/usr/lib/nagios/plugins/check_disk", "-w", "10%"], "env": {"Token_1": "s3cret"},
                  "folder": "/tmp"}}]})");
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    QCOMPARE(config->endpoints, unusualEndpoints());
}

void TestConfigFile::limitsArriveWhereTheyBelong()
{
    const auto all = storage::parseConfig(
        R"({"limits": {"host_rate": 7, "host_at_once": 8, "at_once": 9, "retry_share": 0.5, "retry_floor": 0},
            "endpoints": []})");
    QVERIFY2(all, all ? "" : qPrintable(all.error().toString()));
    QCOMPARE(all->limits,
             (settings::LimitSettings{
                 .hostRate = 7, .hostAtOnce = 8, .atOnce = 9, .retryShare = 0.5, .retryFloor = 0}));
    QCOMPARE(storage::parseConfig(storage::writeConfig(*all))->limits, all->limits);
    const auto one = storage::parseConfig(R"({"limits": {"at_once": 9}})");
    QVERIFY(one);
    QCOMPARE(one->limits, settings::LimitSettings{.atOnce = 9});
    QCOMPARE(storage::writeConfig(*one).simplified(),
             QByteArray(R"({ "version": 1, "limits": { "at_once": 9 }, "endpoints": [] })"));
}

void TestConfigFile::historyArrivesWhereItBelongs()
{
    using namespace std::chrono_literals;
    const auto all = storage::parseConfig(
        R"({"history": {"keep": {"10s": "3h", "1m": "31d", "1h": "3660d"}, "most": 1099511627775}})");
    QVERIFY2(all, all ? "" : qPrintable(all.error().toString()));
    QCOMPARE(all->history,
             (settings::HistorySettings{
                 .tenSeconds = 3h, .minutes = 744h, .hours = 87'840h, .most = 1'099'511'627'775}));
    QCOMPARE(storage::parseConfig(storage::writeConfig(*all))->history, all->history);
    const auto one = storage::parseConfig(R"({"history": {"keep": {"1m": "2h", "1h": "730d"}}})");
    QVERIFY(one);
    QCOMPARE(one->history, settings::HistorySettings{.minutes = 2h});
    QCOMPARE(storage::writeConfig(*one).simplified(),
             QByteArray(R"({ "version": 1, "history": { "keep": { "1m": "2h" } }, "endpoints": [] })"));
}

void TestConfigFile::unnamedEndpointsGetIdsThatNoOtherHas()
{
    const auto config = storage::parseConfig(R"({"endpoints": [
        {"url": "http://a.example"}, {"url": "http://a.example"}, {"url": "http://b", "id": "a.example-2"}]})");
    QVERIFY(config);
    QCOMPARE(config->endpoints[0].id, u"a.example"_s);
    QCOMPARE(config->endpoints[1].id, u"a.example-3"_s);
    QCOMPARE(config->endpoints[2].id, u"a.example-2"_s);
}

void TestConfigFile::idsOfManyEqualUrlsAreMadeQuickly()
{
    QByteArrayList endpoints;
    endpoints.fill(R"({"url":"http://a.example"})", 20'000); // quadratic, this would take minutes
    const auto config = storage::parseConfig("{\"endpoints\":[" + endpoints.join(',') + "]}");
    QVERIFY(config);
    QCOMPARE(config->endpoints.back().id, u"a.example-20000"_s);
}

void TestConfigFile::refusesMoreThan16MiB()
{
    const auto config = storage::parseConfig(QByteArray(16 * 1024 * 1024, ' ') + "{}");
    QVERIFY(!config);
    QVERIFY(config.error().message.contains(u"16 MiB"_s));
}

void TestConfigFile::refusesMoreThanAMillionValues()
{
    QByteArray json = "[0";
    for (int i = 0; i < 1'000'000; ++i)
        json += ",0";
    const auto config = storage::parseConfig(json + "]");
    QVERIFY(!config);
    QVERIFY(config.error().message.contains(u"million"_s));
}

void TestConfigFile::noErrorQuotesASecret_data()
{
    QTest::addColumn<QByteArray>("members");
    const auto row = [](const char *members) { QTest::newRow(members) << QByteArray(members); };
    for (const char *url :
         {"https://me:hunter2#x@a.example/", "https://me:x#hunter2@a.example/",
          "https://me:#hunter2@a.example", "https://me:x/hunter2@a.example/",
          "https://me:x?hunter2@a.example/", "https://me:hunter2%40x/", "http:me:hunter2@a.example",
          "http:/me:hunter2@a.example", "me:hunter2@a.example", "ftp://me:hunter2@a.example",
          "tcp://me:hunter2@a.example", "https:// me:hunter2@a.example",
          "https://a.example:99999/?key=hunter2", "https://a example/?key=hunter2", "//a.example/#hunter2",
          "https://me:hunter2/", "http:me:hunter2"}) {
        const QByteArray quoted = '"' + QByteArray(url) + '"';
        QTest::addRow("url %s", url) << "\"url\": " + quoted;
        QTest::addRow("fallback %s", url)
            << "\"url\": \"https://a\", \"fallback\": {\"urls\": [" + quoted + "]}";
        QTest::addRow("proxy %s", url) << "\"url\": \"https://a\", \"proxy\": {\"url\": " + quoted + "}";
    }
    for (const char *bearer :
         {"hunter2", "'hunter2'", "-hunter2", "truhunter2", "\"x\"hunter2", "\"x\" hunter2", "x hunter2",
          "#hunter2", "{hunter2}", "{\"env\": hunter2}", "{\"env\": \"hunter2!\"}", "{\"hunter2\": \"\"}",
          "{\"env\": \"A\", \"hunter2\": 1}", "[\"hunter2\"]", "\"hunter2\\n\"", "\"hunter2 x\"",
          "{\"env\": {\"hunter2\": 1}}", "\"hunter2"})
        QTest::addRow("bearer %s", bearer)
            << "\"url\": \"https://a\", \"http\": {\"bearer\": " + QByteArray(bearer) + "}";
    row(R"("url": "https://a", "http": {hunter2: 1})");
    row(R"("url": "https://a", "http": {"basic": "me:hunter2"})");
    row(R"("url": "https://a", "http": {"basic": {"user": "me:hunter2"}})");
    row(R"("url": "https://a", "http": {"basic": {"user": "me\nhunter2"}})");
    row(R"("url": "https://a", "http": {"headers": {"Authorization: Bearer hunter2": ""}})");
    row(R"("url": "https://a", "http": {"headers": ["X-Key: hunter2"]})");
    row(R"("url": "https://a", "http": {"headers": {"X-Key": "hunter2\r\n"}})");
    row(R"("url": "https://a", "proxy": {"url": "http://p:1", "user": "me:hunter2\n"})");
    row(R"("url": "https://a", "proxy": {"url": "socks5:me:hunter2"})");
    row(R"("url": "tcp://a:1", "tcp": {"send": {"base64": "hunter2!"}})");
    row(R"("url": "ws://a", "websocket": {"subprotocols": ["bearer hunter2"]})");
    row(R"("url": "ws://a", "websocket": {"subprotocols": ["bearer\nhunter2"]})");
    row(R"("url": "ws://a", "websocket": {"send": hunter2})");
    row(R"("url": "ws://a", "websocket": {"send": {"text": "hunter2"}})");
    row(R"("url": "ws://a", "websocket": {"keepalive": {"send": {"text": "hunter2"}}})");
    row(R"("url": "ws://a", "websocket": {"keepalive": {"answer": [{"equals": "2", "send": "hunter2\n"}]}})");
    row(R"("url": "ws://a", "websocket": {"keepalive": {"answer": [{"equals": "2", "send": ["hunter2"]}]}})");
}

void TestConfigFile::noErrorQuotesASecret()
{
    QFETCH(const QByteArray, members);
    const auto config = storage::parseConfig("{\"endpoints\": [\n{" + members + "}]}");
    QVERIFY(!config);
    const QString text = config.error().toString();
    QVERIFY2(!text.contains(u"hunter"_s), qPrintable(text));
}

void TestConfigFile::errorIsOneLine()
{
    const auto config = storage::parseConfig(R"({"a\n\u001b[31m\u202e": 1})");
    QVERIFY(!config);
    QCOMPARE(
        config.error().toString(),
        uR"(line 1: /a\n\u001b[31m\u202e: unknown key "a\n\u001b[31m\u202e"; known here: version, limits, history, endpoints)"_s);
}

void TestConfigFile::errorNamesTheFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("missing file") << u"missing.json"_s << u"missing.json: cannot be read: "_s;
    QTest::newRow("a folder") << u"."_s << u"/.: is a folder; name a JSON file"_s;
    QTest::newRow("bad value") << u"bad.json"_s << u"bad.json:2: /version: version 3 is not supported"_s;
}

void TestConfigFile::errorNamesTheFile()
{
    QFETCH(const QString, name);
    QFETCH(const QString, sentence);
    const QTemporaryDir folder;
    writeFile(folder.filePath(u"bad.json"_s), "{\n\"version\": 3}");
    const QString path = folder.path() + u'/' + name;
    const auto config = storage::checkConfigFile(path);
    QVERIFY(!config);
    QCOMPARE(config.error().front().file, path);
    const QString said = config.error().front().toString();
    QVERIFY2(said.contains(sentence), qPrintable(said));
}

void TestConfigFile::relativeFilesStartAtTheConfigurationsFolder()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    writeFile(path, R"({"endpoints": [{"url": "https://a", "tls": {"ca_file": "certs/../ca.pem",
        "client_certificate": "me.pem", "client_key": "/abs/me.key"}}]})");
    const auto config = storage::checkConfigFile(path);
    QVERIFY(config);
    const probe::TrustProfile tls = config->endpoints[0].part<settings::TlsSettings>().trust;
    QCOMPARE(tls.caFile, QFileInfo(folder.filePath(u"ca.pem"_s)).absoluteFilePath());
    QCOMPARE(tls.clientCertificate, QFileInfo(folder.filePath(u"me.pem"_s)).absoluteFilePath());
    QCOMPARE(tls.clientKey, u"/abs/me.key"_s);
}

/// They may come later: what is said is no error.
void TestConfigFile::filesThatCannotBeReadAreToldOnce()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    writeFile(folder.filePath(u"ca.pem"_s), "PEM");
    writeFile(path, R"({"endpoints": [{"url": "https://a", "tls": {"ca_file": "ca.pem"}},
        {"url": "https://b", "tls": {"client_certificate": "me.pem", "client_key": "."}},
        {"url": "https://c", "tls": {"ca_file": "me.pem"}}]})");
    const auto config = storage::checkConfigFile(path);
    QVERIFY2(config, config ? "" : qPrintable(config.error().front().toString()));
    const auto warnings = storage::unreadableFiles(*config, path);
    QCOMPARE(warnings.size(), std::size_t(2));
    QCOMPARE(
        warnings.front().toString(),
        u"%1: /endpoints/1/tls/client_certificate: \"%2\" cannot be read; checks fail until it can"_s.arg(
            path, folder.filePath(u"me.pem"_s)));
    QCOMPARE(warnings.back().pointer, u"/endpoints/1/tls/client_key"_s); // a folder
}

void TestConfigFile::secretsAreReferredToRatherThanRead()
{
    const QByteArray json = R"({"endpoints": [{"url": "http://a",
        "proxy": {"url": "http://b:1", "user": "me", "password": {"env": "FUSEBOX_TEST_SECRET"}},
        "http": {"headers": {"A/B": "x"}}}]})";
    QVERIFY(!storage::parseConfig(json)); // no such name of a header
    const auto config = storage::parseConfig(QByteArray(json).replace("A/B", "X-Key"));
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    QCOMPARE(config->endpoints[0].part<probe::ProxyOptions>().password, u"${env:FUSEBOX_TEST_SECRET}"_s);
}

void TestConfigFile::referencesThatAreWrongAreNamed_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QByteArray &members, const char *pointer,
                        const char *sentence) {
        QTest::newRow(name) << members << QString::fromLatin1(pointer) << QString::fromUtf8(sentence);
    };
    row("a slip", R"("url": "http://a", "http": {"bearer": "${sceret:hunter}"})", "/endpoints/0/http/bearer",
        "\"${sceret:\" refers to nothing; write \"${secret:\"");
    row("no end", R"("url": "http://a", "http": {"headers": {"A": "${env:hunter"}})",
        "/endpoints/0/http/headers/A", "\"${env:\" has no end");
    row("no name", R"("url": "http://a", "http": {"body": "${file:}hunter"})", "/endpoints/0/http/body",
        "\"${file:...}\" names nothing");
    row("in a query", R"("url": "http://a/?t=${ENV:hunter}")", "/endpoints/0/url",
        "\"${ENV:\" refers to nothing");
    row("in the place of a host", R"("url": "http://${env:hunter}/")", "/endpoints/0/url",
        "a reference before its path");
    row("in a fallback", R"("url": "http://a", "fallback": {"urls": ["http://b/${env:}hunter"]})",
        "/endpoints/0/fallback/urls/0", "names nothing");
    row("a user", R"("url": "http://a", "http": {"basic": {"user": "${fil:hunter}"}})",
        "/endpoints/0/http/basic/user", "\"${fil:\" refers to nothing");
    row("a proxy's user", R"("url": "http://a", "proxy": {"url": "http://b:1", "user": "${env:1}hunter"})",
        "/endpoints/0/proxy/user", "names nothing");
    row("a proxy", R"("url": "http://a", "proxy": {"url": "${env:1}hunter"})", "/endpoints/0/proxy/url",
        "names nothing");
    row("a command", R"("url": "exec:", "exec": {"command": ["a", "${env:hunter}"]})",
        "/endpoints/0/exec/command", "arguments can be seen by everybody");
}

/// And nothing of them is quoted: it may be the secret.
void TestConfigFile::referencesThatAreWrongAreNamed()
{
    QFETCH(const QByteArray, members);
    QFETCH(const QString, sentence);
    const auto config = storage::parseConfig("{\"endpoints\": [\n{" + members + "}]}");
    QVERIFY(!config);
    QVERIFY2(config.error().message.contains(sentence), qPrintable(config.error().message));
    QVERIFY2(!config.error().message.contains(u"hunter"_s), qPrintable(config.error().message));
    QTEST(config.error().pointer, "pointer");
}

FUSEBOX_LOOP_TEST(TestConfigFile)
#include "tst_config_file.moc"
