// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_edit.h"
#include "tests/core/storage/unusual_config.h"
#include "tests/support/config_parts.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::configs;
using fusebox::testing::httpOf;
using settings::EndpointConfig;

namespace {

using Change = std::function<void(Config &)>;

EndpointConfig endpointOf(const QString &id, const QString &url)
{
    EndpointConfig config;
    config.id = id;
    config.asked = QUrl(url);
    config.name = settings::defaultEndpointName(config.asked);
    return config;
}

Config read(const QByteArray &text)
{
    const auto config = storage::parseConfig(text);
    if (!config)
        qFatal("%s", qPrintable(config.error().toString()));
    return *config;
}

const QByteArray handWritten = testing::handWrittenConfig();

} // namespace

class TestConfigEdit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("FUSEBOX_TEST_SECRET", "hidden"); }

    void changesNoMoreThanItHasTo_data();
    void changesNoMoreThanItHasTo();
    void changesTextsOfEveryLayout_data();
    void changesTextsOfEveryLayout();
    void whatDoesNotChangeStaysToTheByte_data();
    void whatDoesNotChangeStaysToTheByte();
    void anotherOrderIsNoEdit();
    void whatIsNoConfigurationIsNoEdit();
    void savingKeepsWhatSomebodyWrote();
    void readsBackAsWhatWasWantedWhateverIsEdited_data();
    void readsBackAsWhatWasWantedWhateverIsEdited();
};

void TestConfigEdit::changesNoMoreThanItHasTo_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const Change &change, const char *before, const char *after) {
        QTest::newRow(name) << change << QByteArray(before) << QByteArray(after);
    };
    row(
        "a value", [](Config &c) { c.endpoints[0].interval = 60s; }, R"("interval": "30s")",
        R"("interval": "1m")");
    row(
        "a value inside", [](Config &c) { c.endpoints[0].timeouts.total = 8s; },
        R"("total": "9s" /* slow */)", R"("total": "8s" /* slow */)");
    row(
        "a value that was the default", [](Config &c) { c.endpoints[0].paused = true; },
        "\"tags\": [\"a\", /* two */ \"b\"]\n        }",
        "\"tags\": [\"a\", /* two */ \"b\"],\n            \"paused\": true\n        }");
    row(
        "a value that was the default, inside", [](Config &c) { c.endpoints[0].timeouts.dns = 1s; },
        R"({ "total": "9s" /* slow */ })", R"({ "total": "9s" /* slow */, "dns": "1s" })");
    row(
        "a value that becomes the default",
        [](Config &c) { c.endpoints[0].interval = EndpointConfig().interval; }, R"("interval": "30s", )", "");
    row(
        "all of a section becomes the default", [](Config &c) { c.endpoints[0].timeouts = {}; },
        R"( "timeouts": { "total": "9s" /* slow */ },)", "");
    row(
        "a default that is spelled out", [](Config &c) { c.endpoints[2].paused = true; },
        R"("paused": false // spelled out)", R"("paused": true // spelled out)");
    row(
        "a section that is new", [](Config &c) { c.endpoints[0].retry.maxAttempts = 7; },
        "/* two */ \"b\"]\n        }",
        "/* two */ \"b\"],\n            \"retry\": {\n                \"max_attempts\": 7\n            }\n   "
        "     }");
    row(
        "an element is added", [](Config &c) { c.endpoints[0].tags << u"c"_s; }, R"(/* two */ "b"])",
        R"(/* two */ "b", "c"])");
    row(
        "an element is removed", [](Config &c) { c.endpoints[0].tags.removeFirst(); },
        R"(["a", /* two */ "b"])", R"([ /* two */ "b"])");
    row(
        "all elements are removed", [](Config &c) { c.endpoints[0].tags.clear(); },
        "\"30s\", \"timeouts\": { \"total\": \"9s\" /* slow */ },\n            \"tags\": [\"a\", /* two */ "
        "\"b\"]\n",
        "\"30s\", \"timeouts\": { \"total\": \"9s\" /* slow */ }\n");
    row(
        "a header is added",
        [](Config &c) {
            httpOf(c.endpoints[2]).headers.push_back({"X-Three", "3"});
        },
        R"({"env": "FUSEBOX_TEST_SECRET"}}, // both)",
        R"({"env": "FUSEBOX_TEST_SECRET"}, "X-Three": "3"}, // both)");
    row(
        "a header is removed",
        [](Config &c) { httpOf(c.endpoints[2]).headers.erase(httpOf(c.endpoints[2]).headers.begin()); },
        R"({"X-One": "1", "X-Two")", R"({"X-Two")");
    row(
        "headers change their places",
        [](Config &c) { std::swap(httpOf(c.endpoints[2]).headers[0], httpOf(c.endpoints[2]).headers[1]); },
        R"({"X-One": "1", "X-Two": {"env": "FUSEBOX_TEST_SECRET"}})",
        R"({"X-Two": {"env": "FUSEBOX_TEST_SECRET"}, "X-One": "1"})");
    row(
        "a secret instead of a variable",
        [](Config &c) { httpOf(c.endpoints[2]).authentication = probe::BearerAuthentication{u"typed"_s}; },
        R"("bearer": {"env": "FUSEBOX_TEST_SECRET"})", R"("bearer": "typed")");
    row(
        "a limit", [](Config &c) { c.limits.atOnce = 10; }, R"({"at_once": 9})", R"({"at_once": 10})");
    row(
        "no limits", [](Config &c) { c.limits = {}; }, ",\n    \"limits\": {\"at_once\": 9}", "");
    row(
        "a section at the top", [](Config &c) { c.history.minutes = 48h; }, "{\"at_once\": 9}\n}",
        "{\"at_once\": 9},\n    \"history\": {\n        \"keep\": {\n            \"1m\": \"2d\"\n        }\n "
        "   }\n}");
    row(
        "an endpoint is added",
        [](Config &c) { c.endpoints.push_back(endpointOf(u"new"_s, u"tcp://n:1"_s)); },
        "spelled out\n        }\n",
        "spelled out\n        },\n        {\n            \"id\": \"new\",\n            \"url\": "
        "\"tcp://n:1\"\n"
        "        }\n");
    row(
        "the first endpoint is removed", [](Config &c) { c.endpoints.erase(c.endpoints.begin()); },
        R"(
        // The shop.
        {
            "id": "shop",  // as in the wiki
            "url": "https://shop.example/",
            "interval": "30s", "timeouts": { "total": "9s" /* slow */ },
            "tags": ["a", /* two */ "b"]
        },)",
        "");
    row(
        "the second endpoint is removed", [](Config &c) { c.endpoints.erase(c.endpoints.begin() + 1); },
        "\n        { \"url\": \"tcp://db.example:5432\" }, // made up: its id", "");
    row(
        "an endpoint whose id was made up moves",
        [](Config &c) { c.endpoints[1].asked = QUrl(u"tcp://db.example:5433"_s); },
        R"({ "url": "tcp://db.example:5432" })",
        R"({ "url": "tcp://db.example:5433", "id": "db.example-5432", "name": "db.example:5432" })");
    row(
        "the scheme changes, and what its options were goes",
        [](Config &c) {
            c.endpoints[2].asked = QUrl(u"tcp://api.example:1"_s);
            c.endpoints[2].secretSources.clear();
        },
        R"(
            "http": {
                "headers": {"X-One": "1", "X-Two": {"env": "FUSEBOX_TEST_SECRET"}}, // both
                "bearer": {"env": "FUSEBOX_TEST_SECRET"}
            },
            "url": "https://api.example/",
            "paused": false // spelled out
)",
        R"(
            "url": "tcp://api.example:1",
            "id": "api.example",
            "name": "api.example"
)");
}

void TestConfigEdit::changesNoMoreThanItHasTo()
{
    QFETCH(const Change, change);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const QByteArray text(handWritten);
    QCOMPARE(text.count(before), 1);
    Config config = read(text);
    change(config);
    const auto edited = storage::editedConfig(text, config, {});
    QVERIFY(edited);
    QCOMPARE(*edited, QByteArray(text).replace(before, after));
    QCOMPARE(storage::writeConfig(read(*edited)), storage::writeConfig(config));
}

void TestConfigEdit::changesTextsOfEveryLayout_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("edited");
    const Change add = [](Config &c) { c.endpoints.push_back(endpointOf(u"n"_s, u"tcp://n:1"_s)); };
    const Change removeFirst = [](Config &c) { c.endpoints.erase(c.endpoints.begin()); };
    const Change removeLast = [](Config &c) { c.endpoints.pop_back(); };
    const auto row = [](const char *name, const char *text, const Change &change, const char *edited) {
        QTest::newRow(name) << QByteArray(text) << change << QByteArray(edited);
    };
    row("nothing there", "{}", add, R"({"endpoints": [{"id": "n", "url": "tcp://n:1"}]})");
    row("nothing there, lines", "{\n}\n", add,
        "{\n  \"endpoints\": [\n    {\n      \"id\": \"n\",\n      \"url\": \"tcp://n:1\"\n    }\n  ]\n}\n");
    row("an empty list", "{\n  \"endpoints\": []\n}", add,
        "{\n  \"endpoints\": [\n    {\n      \"id\": \"n\",\n      \"url\": \"tcp://n:1\"\n    }\n  ]\n}");
    row("a list of a comment", "{\n\t\"endpoints\": [ // none\n\t]\n}", add,
        "{\n\t\"endpoints\": [ // none\n\t\t{\n\t\t\t\"id\": \"n\",\n\t\t\t\"url\": "
        "\"tcp://n:1\"\n\t\t}\n\t]\n}");
    row("lines of Windows",
        "{\r\n  \"endpoints\": [\r\n    {\"id\": \"a\", \"url\": \"tcp://a:1\"}\r\n  ]\r\n}\r\n", add,
        "{\r\n  \"endpoints\": [\r\n    {\"id\": \"a\", \"url\": \"tcp://a:1\"},\r\n    {\r\n      \"id\": "
        "\"n\",\r\n"
        "      \"url\": \"tcp://n:1\"\r\n    }\r\n  ]\r\n}\r\n");
    row("one line", R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}, {"id": "b", "url": "tcp://b:1"}]})",
        add,
        R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}, {"id": "b", "url": "tcp://b:1"}, {"id": "n", "url": "tcp://n:1"}]})");
    row("the first of one line",
        R"({"endpoints": [ {"id": "a", "url": "tcp://a:1"},{"id": "b", "url": "tcp://b:1"} ]})", removeFirst,
        R"({"endpoints": [ {"id": "b", "url": "tcp://b:1"} ]})");
    row("the only one", "{\"endpoints\": [\n {\"id\": \"a\", \"url\": \"tcp://a:1\"}\n]}", removeFirst,
        "{\"endpoints\": []}");
    row("the last, before a comment at the end of its line",
        "{\"endpoints\": [\n {\"id\": \"a\", \"url\": \"tcp://a:1\"}, // a\n {\"id\": \"b\", \"url\": "
        "\"tcp://b:1\"}]}",
        removeLast, "{\"endpoints\": [\n {\"id\": \"a\", \"url\": \"tcp://a:1\"} // a\n]}");
    row("behind a comment at the end of the line",
        "{\"endpoints\": [{\"id\": \"a\", \"url\": \"tcp://a:1\"} // a\n]}", add,
        "{\"endpoints\": [{\"id\": \"a\", \"url\": \"tcp://a:1\"}, // a\n {\"id\": \"n\", \"url\": "
        "\"tcp://n:1\"}\n]}");
    row("a comma on the next line",
        "{\"endpoints\": [\n  {\"id\": \"a\", \"url\": \"tcp://a:1\"} // a\n  , {\"id\": \"b\", \"url\": "
        "\"tcp://b:1\"}\n]}",
        removeLast, "{\"endpoints\": [\n  {\"id\": \"a\", \"url\": \"tcp://a:1\"} // a\n  \n]}");
    row(
        "signs of comments in text",
        "{\"endpoints\": [\n  {\"id\": \"a\", \"url\": \"tcp://a:1\", \"name\": \"// \\\" /*\"}\n]}",
        [](Config &c) { c.endpoints[0].paused = true; },
        "{\"endpoints\": [\n  {\"id\": \"a\", \"url\": \"tcp://a:1\", \"name\": \"// \\\" /*\", \"paused\": "
        "true}\n]}");
    row(
        "keys that are written with escapes",
        R"({"endpoints": [{"\u0069d": "a", "url": "tcp://a:1", "p\u0061used": true}]})",
        [](Config &c) { c.endpoints[0].paused = false; },
        R"({"endpoints": [{"\u0069d": "a", "url": "tcp://a:1"}]})");
    row("the first of two whose ids are made up",
        R"({"endpoints": [{"url": "tcp://a:1"}, {"url": "tcp://a:1", "paused": true}]})", removeFirst,
        R"({"endpoints": [{"url": "tcp://a:1", "paused": true, "id": "a-1-2"}]})");
}

void TestConfigEdit::changesTextsOfEveryLayout()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Change, change);
    QFETCH(const QByteArray, edited);
    Config config = read(text);
    change(config);
    const auto result = storage::editedConfig(text, config, {});
    QVERIFY(result);
    QCOMPARE(*result, edited);
    QCOMPARE(read(*result), config);
}

void TestConfigEdit::whatDoesNotChangeStaysToTheByte_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("by hand") << QByteArray(handWritten);
    QTest::newRow("with lines of Windows") << QByteArray(handWritten).replace("\n", "\r\n");
    for (const auto &example : testing::goodExamples())
        QTest::newRow(example.name) << example.json;
}

void TestConfigEdit::whatDoesNotChangeStaysToTheByte()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(storage::editedConfig(text, read(text), {}), std::optional(text));
}

void TestConfigEdit::anotherOrderIsNoEdit()
{
    Config config = read(handWritten);
    std::swap(config.endpoints[0], config.endpoints[1]);
    QVERIFY(!storage::editedConfig(handWritten, config, {}));
}

void TestConfigEdit::whatIsNoConfigurationIsNoEdit()
{
    for (const QByteArray text : {"", "[]", "{", "{\"endpoints\": 1}", "{\"limits\": {}, \"limits\": {}}"})
        QVERIFY2(!storage::editedConfig(text, {}, {}), text.constData());
}

void TestConfigEdit::savingKeepsWhatSomebodyWrote()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"fusebox.json"_s));
    const QByteArray text("{\n  // ours\n  \"endpoints\": [\n    {\"id\": \"a\", \"url\": \"https://a\", "
                          "\"tls\": {\"ca_file\": \"ca.pem\"}}\n  ]\n}\n");
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    auto config = storage::checkConfigFile(file.fileName());
    QVERIFY(config);
    config->endpoints[0].paused = true;
    QVERIFY(storage::saveConfig(*config, file.fileName()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(),
             QByteArray(text).replace("\"}}", "\"}, \"paused\": true}")); // a path stays relative
}

void TestConfigEdit::readsBackAsWhatWasWantedWhateverIsEdited_data()
{
    QTest::addColumn<unsigned>("seed");
    for (int seed = 1; seed <= testing::timesToRun(40); ++seed)
        QTest::addRow("%d", seed) << unsigned(seed);
}

/// Endpoints are added, removed and changed into any other; comments stand wherever they may.
void TestConfigEdit::readsBackAsWhatWasWantedWhateverIsEdited()
{
    QFETCH(const unsigned, seed);
    std::minstd_rand random(seed);
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::vector<EndpointConfig> all = unusualEndpoints();
    for (const EndpointConfig &endpoint : read(handWritten).endpoints)
        all.push_back(endpoint);
    QByteArray text = seed % 2 == 0 ? QByteArray(handWritten) : storage::writeConfig({all});
    for (int i = 0; i < 20; ++i) {
        Config wanted = read(text);
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            auto &list = wanted.endpoints;
            const std::size_t act = list.empty() ? 0 : below(4);
            EndpointConfig other = all[below(all.size())];
            if (act == 0) {
                other.id = u"new-%1-%2"_s.arg(i).arg(edits);
                list.insert(list.begin() + static_cast<std::ptrdiff_t>(below(list.size() + 1)), other);
            } else if (act == 1) {
                list.erase(list.begin() + static_cast<std::ptrdiff_t>(below(list.size())));
            } else if (act == 2) {
                EndpointConfig &endpoint = list[below(list.size())];
                other.id = endpoint.id;
                endpoint = other;
            } else {
                EndpointConfig &endpoint = list[below(list.size())];
                endpoint.paused = !endpoint.paused;
                endpoint.interval += 1s;
                endpoint.tags =
                    below(2) == 0 ? QStringList() : QStringList{u"x"_s, u"y"_s, u"x"_s}.mid(below(3));
                wanted.limits.atOnce = 1 + static_cast<int>(below(3));
            }
        }
        const auto edited = storage::editedConfig(text, wanted, {});
        QVERIFY2(edited, text.constData());
        QCOMPARE(storage::writeConfig(read(*edited)), storage::writeConfig(wanted));
        text = *edited;
        for (std::size_t at = below(10); at > 0; --at) { // a comment in some place between two values
            const qsizetype comma =
                text.indexOf(',', static_cast<qsizetype>(below(static_cast<std::size_t>(text.size()))));
            if (comma < 0)
                continue;
            QByteArray commented = text;
            commented.insert(comma + 1, at % 2 == 0 ? "/* one */" : " // one\n");
            if (const auto same = storage::parseConfig(commented); same && *same == read(text))
                text = commented;
        }
    }
}

FUSEBOX_LOOP_TEST(TestConfigEdit)
#include "tst_config_edit.moc"
