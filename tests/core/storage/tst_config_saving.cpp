// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/storage/unusual_config.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::configs;

class TestConfigSaving final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("FUSEBOX_TEST_SECRET", "hidden"); }

    void urlsAreReadBackAsWritten_data();
    void urlsAreReadBackAsWritten();
    void whatIsWrittenIsReadBackAsEqual();
    void whatTheUrlHasNoUseForIsNotWritten();
    void defaultsAreLeftOut();
    void savingMakesTheFolder();
    void failedSavingLeavesTheFile();
    void neverSavesWhatCouldNotBeRead();
    void readingNeverChangesTheFile();
    void secretsOfTheEnvironmentAreWrittenAsTheirNames();
    void referencesAreWrittenAsTheyWereRead();
    void secretsThatWereChangedAreWrittenThemselves();
    void basicAuthenticationIsWrittenAsItWasRead();
    void noOneElseMayReadTheFile();
};

void TestConfigSaving::urlsAreReadBackAsWritten_data()
{
    QTest::addColumn<QString>("url");
    for (const auto &url : {u"http://h/#a#b"_s,
                            u"http://h/a#b#"_s,
                            u"http://h/##"_s,
                            u"http://h/?a#b?c#d"_s,
                            u"http://h/?"_s,
                            u"http://h/#"_s,
                            u"http://h/a%23b#c%23d"_s,
                            u"http://h/a b|c^`{d}"_s,
                            u"http://h/%7e%2f%zz"_s,
                            u"http://h/a%"_s,
                            u"http://h/?q=[1]&r=\\\"<>"_s,
                            u"http://h//a/../b/./c"_s,
                            u"http://Ż.example/ż?ż#ż"_s,
                            u"http://[::1]:80/#[x]"_s,
                            u"http://h:080/"_s,
                            u"HTTP://H/"_s,
                            u"ws://h/#a#b"_s,
                            u"dns:///a%20b?type=A"_s,
                            u"https://h/?a=%26%23&b=%e2%82%ac"_s,
                            u"http://h/\U0001F600"_s})
        QTest::newRow(qPrintable(url)) << url;
}

void TestConfigSaving::urlsAreReadBackAsWritten()
{
    QFETCH(QString, url);
    url.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    const auto config =
        storage::parseConfig(QByteArray(R"({"endpoints": [{"url": "%1"}]})").replace("%1", url.toUtf8()));
    if (!config)
        return; // refused is refused
    const QByteArray written = storage::writeConfig(*config);
    const auto again = storage::parseConfig(written);
    QVERIFY2(again, again ? "" : qPrintable(again.error().toString()));
    QCOMPARE(again->endpoints.front().url(), config->endpoints.front().url());
    QCOMPARE(*again, *config);
    QCOMPARE(storage::writeConfig(*again), written);
}

void TestConfigSaving::whatIsWrittenIsReadBackAsEqual()
{
    const Config config{unusualEndpoints()};
    const auto readBack = storage::parseConfig(storage::writeConfig(config));
    QVERIFY2(readBack, readBack ? "" : qPrintable(readBack.error().toString()));
    QCOMPARE(*readBack, config);
}

/// Whoever changes a URL in the window cannot take out by hand what it no longer has a use for.
void TestConfigSaving::whatTheUrlHasNoUseForIsNotWritten()
{
    settings::EndpointConfig changed = unusualEndpoint();
    changed.asked.setUrl(QUrl(u"http://a.example:8080/"_s));
    const auto readBack = storage::parseConfig(storage::writeConfig({{changed}}));
    QVERIFY2(readBack, readBack ? "" : qPrintable(readBack.error().toString()));
    const settings::EndpointConfig &read = readBack->endpoints.front();
    QCOMPARE(read.part<probe::HttpOptions>(), testing::httpOf(changed));
    QCOMPARE(read.part<settings::TlsSettings>().trust,
             probe::TrustProfile{.caFile = testing::trustOf(changed).caFile});
}

void TestConfigSaving::defaultsAreLeftOut()
{
    settings::EndpointConfig endpoint;
    endpoint.id = u"a"_s;
    endpoint.asked = QUrl(u"http://a.example"_s);
    endpoint.name = settings::defaultEndpointName(endpoint.asked);
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

void TestConfigSaving::savingMakesTheFolder()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"new/deep/fusebox.json"_s);
    const Config config{{unusualEndpoint()}};
    QVERIFY(storage::saveConfig(config, path));
    const auto readBack = storage::checkConfigFile(path);
    QVERIFY(readBack);
    QCOMPARE(*readBack, config);
}

void TestConfigSaving::failedSavingLeavesTheFile()
{
    const QTemporaryDir folder;
    const QString blocked = folder.filePath(u"file"_s);
    writeFile(blocked, "mine");
    const auto saved = storage::saveConfig({}, blocked + u"/fusebox.json"_s);
    QVERIFY(!saved);
    QVERIFY(saved.error().toString().contains(u"cannot be saved"_s));
    QCOMPARE(readFile(blocked), "mine");
}

void TestConfigSaving::neverSavesWhatCouldNotBeRead()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    writeFile(path, "before");
    settings::EndpointConfig twice = unusualEndpoint();
    const auto saved = storage::saveConfig({{twice, twice}}, path);
    QVERIFY(!saved);
    QVERIFY(saved.error().message.contains(u"duplicate id"_s));
    QCOMPARE(readFile(path), "before");
}

void TestConfigSaving::readingNeverChangesTheFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    for (const auto &example : testing::badExamples()) {
        writeFile(path, example.json);
        QVERIFY(!storage::checkConfigFile(path));
        QCOMPARE(readFile(path), example.json);
    }
}

void TestConfigSaving::secretsOfTheEnvironmentAreWrittenAsTheirNames()
{
    const auto config = storage::parseConfig(R"({"endpoints": [{"url": "http://a", "http": {
        "bearer": {"env": "FUSEBOX_TEST_SECRET"}, "headers": {"X~Key": {"env": "FUSEBOX_TEST_SECRET"}}}},
        {"url": "http://b", "http": {"basic": {"user": "me", "password": {"env": "FUSEBOX_TEST_SECRET"}}}},
        {"url": "ws://c", "websocket": {"keepalive": {"send": {"env": "FUSEBOX_TEST_SECRET"}, "answer": [
            {"equals": "2", "send": "3"}, {"equals": "4", "send": {"env": "FUSEBOX_TEST_SECRET"}}]}}}]})");
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    QCOMPARE(config->endpoints[0].part<probe::HttpOptions>().headers[0].value, "${env:FUSEBOX_TEST_SECRET}");
    const QByteArray written = storage::writeConfig(*config);
    QCOMPARE(written.count("FUSEBOX_TEST_SECRET"), 5);
    QVERIFY2(!written.contains("hidden"), written.constData());
    QCOMPARE(storage::parseConfig(written).value(), *config);
}

void TestConfigSaving::referencesAreWrittenAsTheyWereRead()
{
    const QByteArray json = R"({
  "version": 1,
  "endpoints": [
    {
      "id": "a",
      "url": "https://a/${secret:hook}/x?t=${env:FUSEBOX_TEST_SECRET}&u=$${env:A}",
      "proxy": {
        "url": "${env:FUSEBOX_PROXY}",
        "user": "${file:/run/user name}",
        "password": "x${secret:a/b}"
      },
      "http": {
        "headers": {
          "X-Key": "Key ${env:FUSEBOX_TEST_SECRET}",
          "X-Other": {
            "env": "FUSEBOX_TEST_SECRET"
          }
        },
        "body": "{\"key\": \"${file:key.txt}\", \"price\": \"$${env:A} ${b}\"}"
      },
      "fallback": {
        "urls": [
          "https://b/${secret:hook}"
        ]
      }
    }
  ]
}
)";
    const auto config = storage::parseConfig(json);
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    QCOMPARE(storage::writeConfig(*config), json);
}

void TestConfigSaving::secretsThatWereChangedAreWrittenThemselves()
{
    auto config = storage::parseConfig(
        R"({"endpoints": [{"url": "http://a", "http": {"bearer": {"env": "FUSEBOX_TEST_SECRET"}}}]})");
    QVERIFY(config);
    testing::httpOf(config->endpoints[0]).authentication = probe::BearerAuthentication{u"typed"_s};
    const QByteArray written = storage::writeConfig(*config);
    QVERIFY(written.contains("\"typed\"") && !written.contains("FUSEBOX_TEST_SECRET"));
}

void TestConfigSaving::basicAuthenticationIsWrittenAsItWasRead()
{
    const auto config = storage::parseConfig(
        R"({"endpoints": [{"url": "http://a", "http": {"basic": {"user": "me", "password": "p:w"}}}]})");
    QVERIFY(config);
    QCOMPARE(config->endpoints[0].part<probe::HttpOptions>().authentication,
             probe::HttpAuthentication(probe::BasicAuthentication{u"me"_s, u"p:w"_s}));
    QCOMPARE(storage::parseConfig(storage::writeConfig(*config)).value(), *config);
}

void TestConfigSaving::noOneElseMayReadTheFile()
{
    constexpr auto OwnerAlone =
        QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser; // what Qt calls 0600
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({}, path));
    QCOMPARE(QFile::permissions(path), OwnerAlone);
    QVERIFY(QFile::setPermissions(path, OwnerAlone | QFile::ReadOther | QFile::ReadGroup));
    QVERIFY(storage::saveConfig({}, path));
    QCOMPARE(QFile::permissions(path), OwnerAlone);
}

FUSEBOX_LOOP_TEST(TestConfigSaving)
#include "tst_config_saving.moc"
