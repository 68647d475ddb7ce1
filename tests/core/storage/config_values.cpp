// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>

#include <QByteArrayList>

#include "tests/core/storage/config_examples.h"

namespace fusebox::testing {

namespace {

/// Everything after the first string is a value of this key.
struct Key
{
    const char *path;
    std::vector<QByteArray> good;
    std::vector<QByteArray> bad;
};

/// The URL of an endpoint that has a use for a key.
QByteArray urlFor(const QByteArray &path)
{
    const QByteArray section = path.split('/').front();
    if (section == "tls" || section == "certificate_warning")
        return "https://a.example/";
    if (section == "tcp")
        return "tcp://a.example:1";
    if (section == "dns")
        return "dns:///a.example?type=TXT";
    return section == "websocket" ? "ws://a.example/" : "http://a.example/";
}

/// What endpoints of each scheme have a use for.
std::vector<ValueOfKey> usesOfSettings()
{
    const std::vector<std::pair<const char *, QByteArray>> settings{
        {"certificate_warning", R"("1d")"},
        {"dns", "{}"},
        {"http", "{}"},
        {"names", "{}"},
        {"proxy", "{}"},
        {"tcp", "{}"},
        {"tls", "{}"},
        {"tls/allow_self_signed", "true"},
        {"tls/ca_file", R"("a")"},
        {"tls/client_certificate", R"("a")"},
        {"tls/pin", '"' + QByteArray(64, 'a') + '"'},
        {"websocket", "{}"}};
    constexpr auto allOfTls =
        "certificate_warning tls tls/allow_self_signed tls/ca_file tls/client_certificate tls/pin ";
    const std::vector<std::pair<const char *, QByteArray>> uses{
        {"http://a", "http names proxy certificate_warning tls tls/ca_file"},
        {"HTTPS://a", QByteArray(allOfTls) + "http names proxy"},
        {"ws://a", "names proxy websocket"},
        {"wss://a", QByteArray(allOfTls) + "names proxy websocket"},
        {"tcp://a:1", "names proxy tcp"},
        {"Tls://a:1", QByteArray(allOfTls) + "names proxy tcp"},
        {"dns:///a", "dns names"}};
    std::vector<ValueOfKey> values;
    for (const auto &[url, keys] : uses) {
        for (const auto &[key, value] : settings)
            values.push_back({key, value, keys.split(' ').contains(key), url});
    }
    return values;
}

/// Values that only their URL makes good or bad.
std::vector<ValueOfKey> valuesForUrls()
{
    const auto names = [](const char *url, const char *family, bool isGood) {
        return ValueOfKey{"names/family", QByteArray(family), isGood, url};
    };
    const auto record = [](const char *url, const char *text, bool isGood) {
        return ValueOfKey{"dns/expect", QByteArray("[") + text + "]", isGood, url};
    };
    return {names("http://127.0.0.1:80/", R"("ipv6")", false),
            names("http://127.0.0.1", R"("ipv4")", true),
            names("tcp://[::1]:1", R"("ipv4")", false),
            names("tcp://[::1]:1", R"("ipv6")", true),
            names("dns://192.0.2.1/a", R"("ipv6")", false),
            names("http://1.2.3.4.example", R"("ipv6")", true),
            record("dns:///a", R"("192.0.2.1")", true),
            record("dns:///a", R"("::1")", false),
            record("dns:///a?type=a", R"("::1")", false),
            record("dns:///a?type=aaaa", R"("::1")", true),
            record("dns:///a?type=AAAA", R"("192.0.2.1")", false),
            record("dns:///a?type=TXT", R"("::1")", true)};
}

QByteArray text(const QByteArray &content)
{
    return '"' + content + '"';
}

std::vector<Key> urls()
{
    return {{"url",
             {R"("http://a")",
              R"("HTTPS://A.example/")",
              R"("wS://a:1")",
              R"("  http://a/\n")",
              R"("http://a:65535/")",
              R"("http://a:0080")",
              R"("http://[::1]:8080/x?y#z")",
              R"("http://[fe80::1%25eth0]/")",
              R"("http://a_b.c./%20")",
              R"("http://bücher.example/ü")",
              R"("http://a?b:c@d")",
              R"("http://a/@")",
              R"("http://a/[x]")",
              R"("http://a/a'b(c)*,;=!$&+~")",
              R"("http://a/b c")",
              R"("http://a/%")",
              R"("http://a/%zz")",
              R"("http://a/<b>")",
              R"("http://a/{b}")",
              R"("http://a/a|b")",
              R"("http://a/\\b")",
              R"("http://a:")",
              R"("http://a:/x")",
              R"("tcp://a:1")",
              R"("TLS://[::1]:443")",
              R"("dns:///a.example")",
              R"("dns://192.0.2.1/a?type=aaaa")",
              R"("dns:///*.a")",
              R"("dns:///.?type=NS")",
              R"("dns:///0%2F25.2.0.192.in-addr.arpa")",
              R"("dns://[::1]:53/_a._tcp.b.?type=SRV")"},
             {R"("")",
              R"("a")",
              R"("a:80")",
              R"("ftp://a")",
              R"("http://")",
              R"("http:///a")",
              R"("http://:80/")",
              R"("http://u@a")",
              R"("http://u:p@a")",
              R"("http://@a")",
              R"("http://a:0")",
              R"("http://a:65536")",
              R"("http://a:99999")",
              R"("http://a:-1")",
              R"("http://a:x")",
              R"("http://a b")",
              R"("http://a/\u0001")",
              R"("http://a/\u007f")",
              R"("http://a/\u0085")",
              R"("http://a/\u200b")",
              R"("http://a|b/")",
              R"("http://a,b/")",
              R"("http://-a/")",
              R"("http://a..b/")",
              R"("http://[::1")",
              R"("\u00a0http://a")",
              R"("tcp://a")",
              R"("tcp://a:1/")",
              R"("tcp://a:1?x")",
              R"("tcp://:1")",
              R"("dns://a")",
              R"("dns:///")",
              R"("dns://:53/a")",
              R"("dns:///a/b")",
              R"("dns:///a..b")",
              R"("dns:///..")",
              R"("dns:///a?type=")",
              R"("dns:///a?type=ANY")",
              R"("dns:///a?typ=A")",
              R"("dns:///a?type=A&type=MX")",
              R"("dns:///a#b")",
              "7",
              "null"}}};
}

std::vector<Key> durations()
{
    return {{"interval",
             {R"("250ms")", R"("0.25s")", R"("0.3s")", R"("0250.5ms")", R"("1000ms")", R"("250000us")",
              R"("250000000ns")", R"("1m")", R"("0.005m")", R"("0.0041666667m")", R"("0.00006944445h")",
              R"("1.5d")", R"("0.00000289352d")"},
             {R"("249ms")", R"("249.9ms")", R"("99ms")", R"("0.24s")", R"("0s")", R"("249999us")",
              R"("249999999ns")", R"("0.0041666666m")", R"("0.004m")", R"("0.00006944444h")",
              R"("0.00000289351d")", R"("5")", R"("5 s")", R"("-5s")", R"("1e3s")", R"("")", "5", "null"}},
            {"slow_after",
             {R"("1ns")", R"("0.5ms")", R"("00.1h")"},
             {R"("0s")", R"("0.0s")", R"(".5s")", R"("5.s")"}},
            {"certificate_warning", {R"("0s")", R"("0.0d")", R"("21d")"}, {R"("d")", R"("21")", "0"}},
            {"names/dns_cache", {R"("0s")", R"("1m")"}, {R"("never")", "0"}},
            {"retry/total_time", {"null", R"("1s")"}, {R"("0s")", "1", "false"}},
            {"fallback/last_good", {"null", R"("10m")"}, {R"("0s")", "600", "true"}},
            {"fallback/urls",
             {"[]", R"(["https://b.example/"])", R"(["http://a.example", "https://c.example"])"},
             {"null", R"("https://b.example/")", R"(["b.example"])", "[1]", R"(["http://me@b.example"])"}},
            {"http/expect/max_latency", {"null", R"("250ms")"}, {R"("0ms")", "250"}}};
}

std::vector<Key> texts()
{
    const QByteArray longest(100, 'x');
    QByteArray emoji;
    for (int i = 0; i < 200; ++i)
        emoji += "😀";
    return {
        {"id", {text(longest), R"("ż/~ 1")"}, {text(longest + 'x'), R"("")", "1"}},
        {"name",
         {text(emoji), R"("a  b")", R"("\u00a0")"},
         {text(emoji + "x"), R"("a\nb")", R"("a\tb")", R"("\u0000")", R"("\u001b[31m")", R"("\u0085")",
          R"("\u00ad")", R"("\u200b")", R"("\u2028")", R"("\u202e")", R"("\ufeff")", R"("\udb40\udc41")"}},
        {"group", {text(longest), R"("Billing & co")"}, {text(longest + 'x'), R"("")", "1", "null"}},
        {"tags",
         {"[]", R"(["eu", "tier 1"])", '[' + text(longest) + ']'},
         {R"("eu")", R"([""])", R"([1])", '[' + text(longest + 'x') + ']', R"(["a\nb"])"}},
        {"tls/ca_file", {R"("a/b.pem")", R"("/ż.pem")"}, {R"("")", R"("a\nb")", "true"}},
        {"tls/pin",
         {text(QByteArray(64, 'a')), text(QByteArray(64, 'F')), text(QByteArray("0a:").repeated(31) + "0B")},
         {text(QByteArray(63, 'a')), text(QByteArray(65, 'a')), text(QByteArray(64, 'g')), R"("")",
          text(QByteArray("0a:").repeated(32)), text("0a" + QByteArray(62, ':'))}},
        {"proxy/url",
         {R"("http://a:3128")", R"("socks5://[::1]:1080")", R"("SOCKS5://a.example:1/")"},
         {R"("")", R"("a:3128")", R"("http://a")", R"("https://a:1")", R"("socks4://a:1")",
          R"("http://u:p@a:1")", R"("http://a:1/x")", R"("http://a:1?x")", R"("http://a:70000")", "1080"}}};
}

std::vector<Key> figures()
{
    return {{"retry/max_attempts", {"1", "1000000"}, {"0", "1000001", "1.5", "-1", R"("3")", "null", "1e30"}},
            {"http/redirects/limit", {"0", "50"}, {"51", "-1"}},
            {"http/max_body", {"1", "268435456"}, {"0", "268435457", "1.5", "null", R"("1MiB")"}},
            {"http/expect/max_size", {"0", "null"}, {"-1", "268435457"}},
            {"websocket/max_retries", {"null", "0"}, {"-1", "0.5"}},
            {"circuit/failure_rate", {"0", "0.5", "1"}, {"-0.1", "1.1", R"("50 %")"}},
            {"circuit/slow_rate", {"0", "1"}, {"2"}},
            {"circuit/trial_failure_rate", {"0.001", "1"}, {"0", "1.5"}},
            {"circuit/open_time_multiplier", {"1", "2.5"}, {"0.9", "1001"}},
            {"paused", {"true", "false"}, {"0", R"("true")", "null"}}};
}

std::vector<Key> words()
{
    return {
        {"names/family", {R"("any")", R"("ipv4")", R"("ipv6")"}, {R"("IPv4")", R"("")", "4"}},
        {"names/resolver", {R"("own")", R"("system")"}, {R"("c-ares")"}},
        {"http/version", {R"("1.1")", R"("2")", R"("auto")"}, {"2", R"("3")", R"("1.0")"}},
        {"retry/growth", {R"("constant")", R"("linear")", R"("exponential")"}, {R"("none")"}},
        {"retry/jitter",
         {R"("full")", R"("equal")", R"("proportional")", R"("decorrelated")"},
         {R"("none")"}},
        {"retry/retry_on",
         {"[]", R"(["dns", "http_status"])", R"(["dns", "dns"])", R"(["network", 503, "500-599", "429"])"},
         {R"(["99"])", R"(["5xx"])", R"(["500-"])", "[503.5]", "[1000]", R"(["Network"])", R"(["cancelled"])",
          R"(["rejected"])", R"("dns")", "[1]"}},
        {"circuit/track_errors", {R"(["timeout", "exception"])"}, {R"(["slow"])"}}};
}

std::vector<Key> requests()
{
    return {{"http/method",
             {R"("GET")", R"("M-SEARCH")"},
             {R"("GE T")", R"("")", R"("CONNECT")", R"("GET\r\n")", text(QByteArray(33, 'A'))}},
            {"http/headers",
             {"{}", R"({"Accept": "a/b", "X-Key": {"env": "FUSEBOX_TEST_SECRET"}})", R"({"Host": "b"})"},
             {R"({"A": "b\r\nC: d"})", R"({"A": ""})", R"({"A": 1})", "[]", R"({"A": {"env": ""}})",
              R"({"A": {"env": "1A"}})", R"({"A": {"env": "A B"}})",
              R"({"A": {"ENV": "FUSEBOX_TEST_SECRET"}})", R"({"A": {}})"}},
            {"http/body",
             {R"("a\u0000\r\nb")", R"({"base64": "AAECAw=="})", R"({"base64": "AAEC"})"},
             {R"("")", R"({"base64": ""})", R"({"base64": "AAE"})", R"({"base64": "AAF="})",
              R"({"base64": "A-_A"})", R"({"base64": "=AAA"})", R"({"hex": "00"})", "{}", "1"}},
            {"http/basic",
             {R"({"user": "me"})", R"({"user": "me", "password": "p:w"})",
              R"({"user": "me", "password": {"env": "FUSEBOX_TEST_SECRET"}})"},
             {"{}", R"({"password": "p"})", R"({"user": "a:b"})", R"({"user": ""})",
              R"({"user": "me", "pass": "p"})", R"("me:p")"}},
            {"http/bearer",
             {R"("abc")", R"({"env": "FUSEBOX_TEST_SECRET"})"},
             {R"("")", R"("a\nb")", R"("a b")", "7", R"({"env": 7})",
              R"({"env": "FUSEBOX_TEST_SECRET", "x": 1})"}},
            {"http",
             {R"({"basic": {"user": "a"}})", R"({"method": "TRACE"})", R"({"method": "trace", "body": "a"})",
              R"({"method": "HEAD", "expect": {"max_size": 1, "json": []}})"},
             {R"({"basic": {"user": "a"}, "bearer": "b"})", R"({"method": "TRACE", "body": "a"})",
              R"({"method": "HEAD", "expect": {"body_contains": "a"}})",
              R"({"method": "HEAD", "expect": {"body_matches": "a"}})",
              R"({"method": "HEAD", "expect": {"json": [{"pointer": "/a", "equals": 1}]}})", "null"}},
            {"proxy",
             {R"({"url": "http://a:1", "user": "b", "password": "c"})"},
             {R"({"user": "b"})", R"({"url": "http://a:1", "password": "c"})"}},
            {"tls",
             {R"({"client_certificate": "a", "client_key": "b"})"},
             {R"({"client_key": "b"})", R"({"verify": false})"}},
            {"tcp/send", {R"("PING\r\n")", R"({"base64": "/w=="})"}, {R"("")", "[255]"}}};
}

std::vector<Key> webSockets()
{
    return {{"websocket/refused_delay", {R"("1ms")"}, {R"("0s")", "60", "null"}},
            {"websocket/stop_codes",
             {"[]", "[1000, 4999]"},
             {"[999]", "[5000]", "[1000.5]", R"(["1000"])", "1008", "null"}},
            {"websocket/stale_after", {"null", R"("5m")"}, {R"("0s")", "5"}},
            {"websocket/queue", {"0", "10000"}, {"-1", "10001", R"("1")"}},
            {"websocket/headers",
             {"{}", R"({"A": "b"})", R"({"Authorization": {"env": "FUSEBOX_TEST_SECRET"}})"},
             {R"({"A": ""})", "[]"}},
            {"websocket/bearer", {R"("abc")", R"({"env": "FUSEBOX_TEST_SECRET"})"}, {R"("")", "7"}},
            {"websocket/basic", {R"({"user": "me", "password": "p"})"}, {"{}", R"({"user": "a:b"})"}},
            {"websocket", {"{}"}, {R"({"basic": {"user": "a"}, "bearer": "b"})"}},
            {"websocket/subprotocols",
             {"[]", R"(["graphql-ws", "v1.json"])"},
             {R"(["a b"])", R"(["a,b"])", R"([""])", R"("a")"}},
            {"websocket/max_frame", {"1", "67108864"}, {"0", "67108865"}},
            {"websocket/max_message", {"1", "67108864"}, {"0", "67108865"}},
            {"websocket/send",
             {R"("{\"type\":\"hello\"}")", R"({"env": "FUSEBOX_TEST_SECRET"})"},
             {R"("")", R"({"type": "hello"})"}},
            {"websocket/expect",
             {"{}", R"({"contains": "a", "matches": "b", "json": [{"pointer": "/a", "equals": 1}]})"},
             {R"({"body_contains": "a"})", "[]"}},
            {"websocket/expect/json", {"[]"}, {R"([{"pointer": "a", "equals": 1}])"}},
            {"websocket/expect/within", {R"("1ms")"}, {R"("0s")", "null"}},
            {"websocket/messages", {R"("any")", R"("json")"}, {R"("text")", "true"}},
            {"websocket/keepalive", {"{}"}, {R"({"answers": []})", R"({"equals": "2", "send": "3"})", "[]"}},
            {"websocket/keepalive/send",
             {R"("2")", R"({"env": "FUSEBOX_TEST_SECRET"})"},
             {R"("")", R"("a\nb")", "2"}},
            {"websocket/keepalive/every",
             {R"("250ms")", R"("1h")"},
             {R"("249ms")", R"("1ns")", R"("0s")", "25", "null"}},
            {"websocket/keepalive/answer",
             {"[]", R"([{"equals": "2", "send": "3"}])", R"([{"matches": "^0\\{", "send": "40"}])",
              R"([{"equals": "a\nb", "send": {"env": "FUSEBOX_TEST_SECRET"}}])",
              R"([{"equals": {"base64": "AP8="}, "send": "3"}, {"equals": "2", "send": "3"}])"},
             {R"({"equals": "2", "send": "3"})", R"(["2"])", "[{}]", R"([{"equals": "2"}])",
              R"([{"send": "3"}])", R"([{"equals": "2", "matches": "2", "send": "3"}])",
              R"([{"equals": "", "send": "3"}])", R"([{"equals": 2, "send": "3"}])",
              R"([{"matches": "", "send": "3"}])", R"([{"matches": {"base64": "AP8="}, "send": "3"}])",
              R"([{"equals": "2", "send": ""}])", R"([{"equals": "2", "send": "3", "every": "1s"}])",
              R"([{"equals": "2", "send": {"base64": "AP8="}}])"}}};
}

std::vector<Key> expectations()
{
    return {
        {"http/expect/status",
         {"[200]", R"(["200-299", 404])", R"(["100-599"])", R"([999, "600-998"])", R"(["404-404"])"},
         {"[]", "[99]", "[1000]", "[200.5]", R"(["2xx"])", R"(["200"])", R"(["200-"])", R"(["200-1000"])",
          "200", "[null]"}},
        {"http/expect/headers",
         {"[]", R"([{"name": "A"}])", R"([{"name": "A", "equals": "b"}, {"name": "C", "contains": "d"}])"},
         {R"(["A"])", "[{}]", R"([{"equals": "b"}])", R"([{"name": "a b"}])", R"([{"name": "A", "is": "b"}])",
          R"([{"name": "A", "equals": "b", "contains": "c"}])", R"([{"name": "A", "equals": ""}])"}},
        {"http/expect/json",
         {R"([{"pointer": "/a/0/~0~1", "equals": "b"}])", R"([{"pointer": "", "differs": null}])",
          R"([{"pointer": "/a", "equals": true}])", R"([{"pointer": "/a", "less": 1.5}])",
          R"([{"pointer": "/a", "greater_or_equal": -1}])"},
         {R"([{"pointer": "/a"}])", R"([{"equals": 1}])", R"([{"pointer": "a", "equals": 1}])",
          R"([{"pointer": "/~", "equals": 1}])", R"([{"pointer": "/a", "less": "1"}])",
          R"([{"pointer": "/a", "equals": []}])", R"([{"pointer": "/a", "equals": {}}])",
          R"([{"pointer": "/a", "less": 2, "greater": 1}])", R"([{"pointer": "/a", "like": 1}])", "{}"}},
        {"http/expect/body_contains", {R"("a\nb")"}, {R"("")"}},
        {"http/expect/body_matches", {R"("^a+$")"}, {R"("")", "1"}},
        {"dns", {R"({"expect": [], "no_such_name": true})"}, {R"({"expect": ["a"], "no_such_name": true})"}},
        {"dns/expect", {"[]", R"(["192.0.2.1", "10 mx.example."])"}, {R"([""])", R"("192.0.2.1")"}}};
}

} // namespace

std::vector<ValueOfKey> valuesOfKeys()
{
    std::vector<ValueOfKey> values;
    for (const auto &keys :
         {urls(), durations(), texts(), figures(), words(), requests(), expectations(), webSockets()}) {
        for (const Key &key : keys) {
            for (const QByteArray &json : key.good)
                values.push_back({key.path, json, true, urlFor(key.path)});
            for (const QByteArray &json : key.bad)
                values.push_back({key.path, json, false, urlFor(key.path)});
        }
    }
    std::ranges::move(usesOfSettings(), std::back_inserter(values));
    std::ranges::move(valuesForUrls(), std::back_inserter(values));
    return values;
}

QByteArray endpointWith(const ValueOfKey &value)
{
    QByteArray member = value.json;
    QByteArrayList path = QByteArray(value.path).split('/');
    while (!path.isEmpty()) {
        member = '"' + path.takeLast() + "\": " + member;
        if (!path.isEmpty())
            member = '{' + member + '}';
    }
    const QByteArray url =
        qstrcmp(value.path, "url") == 0 ? QByteArray() : "\"url\": \"" + value.url + "\", ";
    return R"({"endpoints": [{)" + url + member + "}]}";
}

} // namespace fusebox::testing
