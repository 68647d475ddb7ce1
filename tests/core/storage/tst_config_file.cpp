// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_file.h"
#include "tests/core/storage/config_examples.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox;
using storage::Config;

namespace {

health::EndpointConfig unusualEndpoint()
{
    health::EndpointConfig config;
    config.id = u"unusual"_s;
    config.name = u"Zażółć \"1\""_s;
    config.url = QUrl(u"wss://a.example:8443/a%20b?c=d%2F"_s);
    config.interval = 1500ms;
    config.timeouts = {1ns, 2us, 3ms, 4s, 5min};
    config.retry = {7, {250us, 1.7, 3h}};
    config.circuit.failureThreshold = 0;
    config.circuit.consecutiveFailures = 3;
    config.circuit.failureRate = 0.35;
    config.circuit.minimumCalls = 4;
    config.circuit.failureWindow = 24h;
    config.circuit.recoveryTimeout = 1ms;
    config.circuit.successThreshold = 5;
    config.circuit.trialCalls = 6;
    config.circuit.trialTimeout = 7s;
    config.slowAfter = 123456789ns;
    config.tls.caFile = u"/etc/ca.pem"_s;
    config.webSocket = {1s, 2s, 0};
    config.paused = true;
    return config;
}

void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace

class TestConfigFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsGoodExamples_data();
    void readsGoodExamples();
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
    void everythingButUrlHasADefault();
    void valuesArriveWhereTheyBelong();
    void unnamedEndpointsGetIdsThatNoOtherHas();
    void idsOfManyEqualUrlsAreMadeQuickly();
    void whatIsWrittenIsReadBackAsEqual();
    void defaultsAreLeftOut();
    void refusesMoreThan16MiB();
    void refusesMoreThanAMillionValues();
    void errorIsOneLine();
    void errorNamesTheFile_data();
    void errorNamesTheFile();
    void savingMakesTheFolder();
    void failedSavingLeavesTheFile();
    void neverSavesWhatCouldNotBeRead();
    void readingNeverChangesTheFile();
    void relativeCaFileStartsAtTheConfigurationsFolder();
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

void TestConfigFile::everythingButUrlHasADefault()
{
    const auto config = storage::parseConfig(R"({"endpoints": [{"url": "https://a.example/health"}]})");
    QVERIFY(config);
    health::EndpointConfig expected;
    expected.url = QUrl(u"https://a.example/health"_s);
    expected.id = health::makeEndpointId(expected.url, {});
    expected.name = health::defaultEndpointName(expected.url);
    QCOMPARE(config->endpoints, std::vector{expected});
}

void TestConfigFile::valuesArriveWhereTheyBelong()
{
    const auto config = storage::parseConfig(R"({"endpoints": [{"id": "unusual", "name": "Zażółć \"1\"",
        "url": "wss://a.example:8443/a%20b?c=d%2F", "interval": "1.5s",
        "timeouts": {"dns": "1ns", "connect": "2us", "tls": "3ms", "first_byte": "4s", "total": "5m"},
        "retry": {"max_attempts": 7, "initial_delay": "250us", "backoff_multiplier": 1.7, "max_delay": "3h"},
        "circuit": {"failure_threshold": 0, "consecutive_failures": 3, "failure_rate": 0.35,
                    "minimum_calls": 4, "failure_window": "1d", "recovery_timeout": "1ms",
                    "success_threshold": 5, "trial_calls": 6, "trial_timeout": "7s"},
        "slow_after": "123456789ns", "tls": {"ca_file": "/etc/ca.pem"},
        "websocket": {"pong_timeout": "1s", "stable_after": "2s", "max_retries": 0}, "paused": true}]})");
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    QCOMPARE(config->endpoints, std::vector{unusualEndpoint()});
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

void TestConfigFile::whatIsWrittenIsReadBackAsEqual()
{
    const Config config{{unusualEndpoint()}};
    const auto readBack = storage::parseConfig(storage::writeConfig(config));
    QVERIFY2(readBack, readBack ? "" : qPrintable(readBack.error().toString()));
    QCOMPARE(*readBack, config);
}

void TestConfigFile::defaultsAreLeftOut()
{
    health::EndpointConfig endpoint;
    endpoint.id = u"a"_s;
    endpoint.url = QUrl(u"http://a.example"_s);
    endpoint.name = health::defaultEndpointName(endpoint.url);
    endpoint.timeouts.dns = 1s;
    const QByteArray expected = R"({
  "version": 1,
  "endpoints": [
    {
      "id": "a",
      "url": "http://a.example",
      "timeouts": {
        "dns": "1s"
      }
    }
  ]
}
)";
    QCOMPARE(storage::writeConfig({{endpoint}}), expected);
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

void TestConfigFile::errorIsOneLine()
{
    const auto config = storage::parseConfig(R"({"a\n\u001b[31m\u202e": 1})");
    QVERIFY(!config);
    QCOMPARE(
        config.error().toString(),
        uR"(line 1: /a\n\u001b[31m\u202e: unknown key "a\n\u001b[31m\u202e"; known here: version, endpoints)"_s);
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
    const auto config = storage::loadConfig(path);
    QVERIFY(!config);
    QCOMPARE(config.error().file, path);
    QVERIFY2(config.error().toString().contains(sentence), qPrintable(config.error().toString()));
}

void TestConfigFile::savingMakesTheFolder()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"new/deep/fusebox.json"_s);
    const Config config{{unusualEndpoint()}};
    QVERIFY(storage::saveConfig(config, path));
    const auto readBack = storage::loadConfig(path);
    QVERIFY(readBack);
    QCOMPARE(*readBack, config);
}

void TestConfigFile::failedSavingLeavesTheFile()
{
    const QTemporaryDir folder;
    const QString blocked = folder.filePath(u"file"_s);
    writeFile(blocked, "mine");
    const auto saved = storage::saveConfig({}, blocked + u"/fusebox.json"_s);
    QVERIFY(!saved);
    QVERIFY(saved.error().toString().contains(u"cannot be saved"_s));
    QCOMPARE(readFile(blocked), "mine");
}

void TestConfigFile::neverSavesWhatCouldNotBeRead()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    writeFile(path, "before");
    health::EndpointConfig twice = unusualEndpoint();
    const auto saved = storage::saveConfig({{twice, twice}}, path);
    QVERIFY(!saved);
    QVERIFY(saved.error().message.contains(u"duplicate id"_s));
    QCOMPARE(readFile(path), "before");
}

void TestConfigFile::readingNeverChangesTheFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    for (const auto &example : testing::badExamples()) {
        writeFile(path, example.json);
        QVERIFY(!storage::loadConfig(path));
        QCOMPARE(readFile(path), example.json);
    }
}

void TestConfigFile::relativeCaFileStartsAtTheConfigurationsFolder()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    writeFile(path, R"({"endpoints": [{"url": "https://a", "tls": {"ca_file": "certs/../ca.pem"}}]})");
    const auto config = storage::loadConfig(path);
    QVERIFY(config);
    QCOMPARE(config->endpoints[0].tls.caFile, QFileInfo(folder.filePath(u"ca.pem"_s)).absoluteFilePath());
}

QTEST_GUILESS_MAIN(TestConfigFile)
#include "tst_config_file.moc"
