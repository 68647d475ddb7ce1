// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/storage/config_examples.h"

namespace fusebox::testing {

namespace {

/// An endpoint on line 2 with `members` on line 3.
QByteArray endpointWith(const char *members)
{
    return QByteArray(R"({"endpoints": [)"
                      "\n"
                      R"({"url": "http://a.example/",)"
                      "\n") +
           members + "}]}";
}

QByteArray endpointAt(const char *url)
{
    return QByteArray("{\"endpoints\": [\n{\"url\": ") + url + "}]}";
}

} // namespace

std::vector<GoodExample> goodExamples()
{
    return {
        {"empty object", "{}"},
        {"no endpoints", R"({"version": 1, "endpoints": []})"},
        {"nothing but a URL", R"({"version": 1, "endpoints": [{"url": "https://a.example"}]})"},
        {"every scheme", R"({"endpoints": [{"url": "http://a"}, {"url": "https://a"}, {"url": "ws://a"},
                                           {"url": "wss://a"}, {"url": "http://[::1]:8080/x?y#z"}]})"},
        {"everything", R"({"version": 1,
 "endpoints": [{
   "id": "orders", "name": "Orders API", "url": "https://orders.example/health", "interval": "5s",
   "timeouts": {"dns": "2s", "connect": "3s", "tls": "3s", "first_byte": "5s", "total": "10s"},
   "retry": {"max_attempts": 3, "initial_delay": "100ms", "backoff_multiplier": 2, "max_delay": "5s"},
   "circuit": {"failure_threshold": 5, "failure_window": "60s", "recovery_timeout": "30s",
               "success_threshold": 2, "consecutive_failures": 3, "failure_rate": 0.5, "minimum_calls": 20,
               "trial_calls": 2, "trial_timeout": "1m"},
   "slow_after": "1s", "tls": {"ca_file": "/etc/ca.pem"},
   "websocket": {"pong_timeout": "1.5s", "stable_after": "10s", "max_retries": 7},
   "paused": true}]})"},
        {"retries without end", R"({"endpoints": [{"url": "ws://a", "websocket": {"max_retries": null}}]})"},
        {"shortest interval", endpointWith(R"("interval": "100ms")")},
        {"empty sections", endpointWith(R"("timeouts": {}, "retry": {}, "circuit": {})")},
        {"name in any script", endpointWith(R"("name": "订单 – zażółć \"😀\"")")},
    };
}

std::vector<BadExample> badExamples()
{
    return {
        {"empty", "", "", 1, "not valid JSON: the document is empty", false},
        {"no JSON", "endpoints:\n  - url", "", 1, "not valid JSON", false},
        {"missing comma", "{\"version\": 1\n \"endpoints\": []}", "/version", 2, "missing a comma", false},
        {"more than one value", "{}\n{}", "", 2, "not valid JSON", false},
        {"byte order mark", "\xEF\xBB\xBF{}", "", 1, "byte order mark", false},
        {"no UTF-8", "{\"endpoints\":\n[{\"url\": \"\xff\"}]}", "/endpoints/0/url", 2, "encoding", false},
        {"NUL after the end", QByteArray("{}\0x", 4), "", 1, "NUL", false},
        {"comment", "{\n// mine\n}", "", 2, "not valid JSON", false},
        {"nested too deep", QByteArray(100'000, '['), "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", 1, "deeper than 16",
         false},
        {"key twice", endpointWith("\"interval\": \"1s\",\n\"interval\": \"2s\""), "/endpoints/0/interval", 4,
         "twice", false},
        {"array at the top", "[]", "", 1, "expected an object, found an array"},
        {"version of tomorrow", "{\n\"version\": 2}", "/version", 2, "version 2 is not supported"},
        {"version as text", R"({"version": "1"})", "/version", 1, "expected the number 1, found a string"},
        {"unknown key at the top", "{\n\"endpoint\": []}", "/endpoint", 2, "did you mean \"endpoints\"?"},
        {"endpoints no array", R"({"endpoints": {}})", "/endpoints", 1, "expected an array, found an object"},
        {"endpoint no object", "{\"endpoints\": [\n\"http://a\"]}", "/endpoints/0", 2,
         "expected an object, found a string"},
        {"no URL", "{\"endpoints\": [{\"url\": \"http://a\"},\n{\"name\": \"b\"}]}", "/endpoints/1", 2,
         "\"url\" is missing"},
        {"unknown key", endpointWith(R"("intervall": "1s")"), "/endpoints/0/intervall", 3,
         "unknown key \"intervall\"; did you mean \"interval\"?"},
        {"key in another's place", endpointWith(R"("zzzzzz": "1s")"), "/endpoints/0/zzzzzz", 3,
         "known here: id, name, url"},
        {"unknown key in a section", endpointWith(R"("timeouts": {"firstByte": "1s"})"),
         "/endpoints/0/timeouts/firstByte", 3, "did you mean \"first_byte\"?"},
        {"key to be escaped", endpointWith(R"("a/b~c": 1)"), "/endpoints/0/a~1b~0c", 3,
         "unknown key \"a/b~c\""},
        {"duration as number", endpointWith(R"("interval": 5)"), "/endpoints/0/interval", 3,
         "expected a duration such as \"5s\", found a number"},
        {"duration without unit", endpointWith(R"("interval": "5")"), "/endpoints/0/interval", 3,
         "has no unit"},
        {"duration of unknown unit", endpointWith(R"("interval": "5 sec")"), "/endpoints/0/interval", 3,
         "\"5 sec\" has an unknown unit"},
        {"no duration", endpointWith(R"("interval": "soon")"), "/endpoints/0/interval", 3,
         "is not a duration"},
        {"empty duration", endpointWith(R"("interval": "")"), "/endpoints/0/interval", 3, "empty duration"},
        {"zero duration", endpointWith(R"("slow_after": "0s")"), "/endpoints/0/slow_after", 3,
         "more than zero"},
        {"zero with decimals", endpointWith(R"("timeouts": {"dns": "0.00ms"})"), "/endpoints/0/timeouts/dns",
         3, "more than zero"},
        {"negative duration", endpointWith(R"("retry": {"max_delay": "-5s"})"),
         "/endpoints/0/retry/max_delay", 3, "negative"},
        {"endless duration", endpointWith(R"("interval": "9999999999999999999d")"), "/endpoints/0/interval",
         3, "at most \"366d\"", false},
        {"interval too short", endpointWith(R"("interval": "99ms")"), "/endpoints/0/interval", 3,
         "\"99ms\" is too short; use at least \"100ms\"", false},
        {"no attempt", endpointWith(R"("retry": {"max_attempts": 0})"), "/endpoints/0/retry/max_attempts", 3,
         "whole number from 1"},
        {"half an attempt", endpointWith(R"("retry": {"max_attempts": 1.5})"),
         "/endpoints/0/retry/max_attempts", 3, "whole number"},
        {"attempts as text", endpointWith(R"("retry": {"max_attempts": "3"})"),
         "/endpoints/0/retry/max_attempts", 3, "expected a whole number, found a string"},
        {"too many", endpointWith(R"("circuit": {"trial_calls": 1e30})"), "/endpoints/0/circuit/trial_calls",
         3, "to 1000000"},
        {"shrinking backoff", endpointWith(R"("retry": {"backoff_multiplier": 0.5})"),
         "/endpoints/0/retry/backoff_multiplier", 3, "must be from 1"},
        {"rate over one", endpointWith(R"("circuit": {"failure_rate": 50})"),
         "/endpoints/0/circuit/failure_rate", 3, "must be from 0 to 1"},
        {"rate as text", endpointWith(R"("circuit": {"failure_rate": "50 %"})"),
         "/endpoints/0/circuit/failure_rate", 3, "expected a number, found a string"},
        {"section no object", endpointWith("\"circuit\":\n null"), "/endpoints/0/circuit", 4,
         "expected an object, found null"},
        {"paused as text", endpointWith(R"("paused": "no")"), "/endpoints/0/paused", 3,
         "expected true or false, found a string"},
        {"name as number", endpointWith(R"("name": 7)"), "/endpoints/0/name", 3,
         "expected a string, found a number"},
        {"name of two lines", endpointWith(R"("name": "a\nb")"), "/endpoints/0/name", 3, "control characters",
         false},
        {"empty id", endpointWith(R"("id": "")"), "/endpoints/0/id", 3, "must not be empty"},
        {"id too long", endpointWith(("\"id\": \"" + QByteArray(101, 'x') + "\"").constData()),
         "/endpoints/0/id", 3, "longer than 100"},
        {"duplicate id",
         "{\"endpoints\": [{\"id\": \"a\", \"url\": \"http://a\"},\n{\"url\": \"http://b\",\n\"id\": "
         "\"a\"}]}",
         "/endpoints/1/id", 3, "duplicate id \"a\"; /endpoints/0 has it", false},
        {"URL no text", endpointAt("7"), "/endpoints/0/url", 2, "expected a URL"},
        {"empty URL", endpointAt(R"("")"), "/endpoints/0/url", 2, "empty URL"},
        {"no scheme", endpointAt(R"("a.example")"), "/endpoints/0/url", 2, "has no scheme"},
        {"unknown scheme", endpointAt(R"("ftp://a.example")"), "/endpoints/0/url", 2,
         "unknown scheme; use http, https, ws, wss, tcp, tls or dns"},
        {"no host", endpointAt(R"("http:///x")"), "/endpoints/0/url", 2, "names no host"},
        {"bad port", endpointAt(R"("http://a:99999/")"), "/endpoints/0/url", 2, "bad port", false},
        {"password", endpointAt(R"("http://me:secret@a/")"), "/endpoints/0/url", 2, "leave them out", false},
    };
}

} // namespace fusebox::testing
