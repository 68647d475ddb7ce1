// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "app/demo/deaf_listener.h"
#include "app/demo/fault_server.h"
#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::Program;

namespace {

QByteArray configurationFor(const QUrl &url)
{
    return R"({"endpoints": [{"id": "lab", "interval": "250ms", "url": ")" + url.toEncoded() + "\"}]}";
}

} // namespace

/// The real program, without a window.
class TestHeadless : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysItsVersion();
    void helpGoesToStandardOutput();
    void badInputEndsBeforeAnythingStarts_data();
    void badInputEndsBeforeAnythingStarts();
    void badConfigurationIsNotRewritten();
    void printsEventsAsJsonLines();
    void limitsOfTheFileAreObeyed();
    void printsLinesForPeople();
    void endsWithASummaryIfAskedTo_data();
    void endsWithASummaryIfAskedTo();
    void endsWhenItsTimeIsOver();
    void signalsEndItInOrder_data();
    void signalsEndItInOrder();
    void endsWhenItsReaderHasEnough();
    void listsFaultsAndServesThem();
    void withoutADisplayItGoesOnHeadless();
    void readsTheDefaultConfiguration();
    void saysWhenThereIsNothingToWatch();
    void standardErrorStaysEmptyWhenAllIsWell();
};

void TestHeadless::saysItsVersion()
{
    Program program;
    QVERIFY(program.run({u"--version"_s}));
    QCOMPARE(program.output(), "Fusebox " FUSEBOX_VERSION "\n");
    QCOMPARE(program.errors(), "");
    QCOMPARE(program.exitCode(), 0);
}

void TestHeadless::helpGoesToStandardOutput()
{
    Program program;
    QVERIFY(program.run({u"--help"_s}));
    QVERIFY(program.output().contains("--duration"));
    QCOMPARE(program.exitCode(), 0);
}

void TestHeadless::badInputEndsBeforeAnythingStarts_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("configuration");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("unknown option")
        << QStringList{u"--headles"_s} << QByteArray()
        << QByteArray("fusebox: unknown option \"--headles\"; did you mean \"--headless\"?\n");
    QTest::newRow("bad duration")
        << QStringList{u"--headless"_s, u"--duration=soon"_s} << QByteArray()
        << QByteArray("fusebox: --duration: \"soon\" is not a duration; write a number and "
                      "a unit, such as \"250ms\", \"5s\" or \"1m\"\n");
    QTest::newRow("bad configuration")
        << QStringList{u"--headless"_s, u"--config"_s, u"bad.json"_s}
        << QByteArray("{\"endpoints\": [{\"url\": \"http://a\",\n\"intervall\": \"5s\"}]}")
        << QByteArray("fusebox: bad.json:2: /endpoints/0/intervall: unknown key \"intervall\"; did you mean "
                      "\"interval\"?\n");
    QTest::newRow("missing configuration")
        << QStringList{u"--headless"_s, u"--config"_s, u"missing.json"_s} << QByteArray()
        << QByteArray("fusebox: missing.json: cannot be read: No such file or directory\n");
    QTest::newRow("bad configuration without a display")
        << QStringList{u"--config"_s, u"bad.json"_s} << QByteArray("[]")
        << QByteArray("fusebox: neither DISPLAY nor WAYLAND_DISPLAY is set; going on as --headless\n"
                      "fusebox: bad.json:1: expected an object, found an array\n");
}

void TestHeadless::badInputEndsBeforeAnythingStarts()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, configuration);
    Program program;
    program.process().setWorkingDirectory(program.home());
    if (!configuration.isEmpty())
        program.writeFile(u"bad.json"_s, configuration);
    QVERIFY(program.run(arguments));
    QTEST(program.errors(), "sentence");
    QCOMPARE(program.output(), "");
    QCOMPARE(program.exitCode(), 2);
}

void TestHeadless::badConfigurationIsNotRewritten()
{
    Program program;
    const QByteArray text = "{\"version\": 1, oops";
    const QString path = program.writeFile(u"bad.json"_s, text);
    QVERIFY(program.run({u"--headless"_s, u"--config"_s, path}));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
}

void TestHeadless::printsEventsAsJsonLines()
{
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program program;
    const QString path = program.writeFile(u"lab.json"_s, configurationFor(server.url()));
    QVERIFY(program.start({u"--headless"_s, u"--json"_s, u"--config"_s, path}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().count(R"("type":"check")") >= 2, 20'000);
    program.send(SIGTERM);
    QVERIFY(program.finish());
    for (const QByteArray &line : program.output().trimmed().split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        QVERIFY2(event.contains(u"at"_s) && event.contains(u"type"_s) && event.contains(u"endpoint"_s), line);
    }
    QVERIFY(program.output().endsWith('\n'));
}

void TestHeadless::limitsOfTheFileAreObeyed()
{
    const fusebox::demo::DeafListener nobody;
    const QByteArray url = R"("ws://127.0.0.1:)" + QByteArray::number(nobody.port()) + '"';
    Program program;
    const QString path =
        program.writeFile(u"lab.json"_s, R"({"limits": {"at_once": 1}, "endpoints": [{"url": )" + url +
                                             R"(}, {"url": )" + url + "}]}");
    QVERIFY(program.start({u"--headless"_s, u"--json"_s, u"--config"_s, path}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(R"("event":"queued")"), 20'000);
    QCOMPARE(program.output().count(R"("event":"connecting")"), 1);
}

void TestHeadless::printsLinesForPeople()
{
    const fusebox::demo::FaultServer server(fusebox::demo::answer(503));
    Program program;
    const QString path = program.writeFile(u"lab.json"_s, configurationFor(server.url()));
    QVERIFY(program.start({u"--headless"_s, u"--config"_s, path}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains("HTTP 503"), 20'000);
    QVERIFY(!program.output().contains('{'));
}

void TestHeadless::endsWithASummaryIfAskedTo_data()
{
    QTest::addColumn<QStringList>("how");
    QTest::addColumn<QByteArray>("lastLine");
    QTest::newRow("table") << QStringList{u"--summary"_s} << QByteArray("lab ");
    QTest::newRow("JSON") << QStringList{u"--summary"_s, u"--json"_s}
                          << QByteArray(R"({"type":"summary","endpoints":[{"id":"lab",)");
}

void TestHeadless::endsWithASummaryIfAskedTo()
{
    QFETCH(QStringList, how);
    QFETCH(QByteArray, lastLine);
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program program;
    const QString path = program.writeFile(u"lab.json"_s, configurationFor(server.url()));
    QVERIFY(program.start(how + QStringList{u"--config"_s, path, u"--duration"_s, u"1500ms"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(program.process().state(), QProcess::NotRunning, 20'000); // the server serves
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), "");
    const auto lines = program.output().trimmed().split('\n');
    QVERIFY(lines.size() > 2);
    QVERIFY2(lines.last().startsWith(lastLine), lines.last());
}

void TestHeadless::endsWhenItsTimeIsOver()
{
    Program program;
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(program.run({u"--headless"_s, u"--json"_s, u"--demo"_s, u"--duration"_s, u"1500ms"_s}));
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(elapsed.elapsed() >= 1500); // the first checks come within a second
    QVERIFY(program.output().contains(R"("type":"check")"));
}

void TestHeadless::signalsEndItInOrder_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestHeadless::signalsEndItInOrder()
{
    QFETCH(const int, signal);
    Program program;
    QVERIFY(program.start({u"--headless"_s, u"--json"_s, u"--demo"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(!program.output().isEmpty(), 20'000);
    program.send(signal);
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), "");
    QVERIFY(program.output().endsWith('\n'));
}

void TestHeadless::endsWhenItsReaderHasEnough()
{
    QProcess shell;
    shell.start(u"bash"_s,
                {u"-c"_s, uR"("$0" --headless --json --demo | head -n 1; exit "${PIPESTATUS[0]}")"_s,
                 QStringLiteral(FUSEBOX_PROGRAM)});
    QVERIFY(shell.waitForFinished(20'000));
    QCOMPARE(shell.exitCode(), 0);
    QCOMPARE(shell.readAllStandardOutput().count('\n'), 1);
    QCOMPARE(shell.readAllStandardError(), "");
}

void TestHeadless::listsFaultsAndServesThem()
{
    Program program;
    QVERIFY(program.start({u"--fault-server"_s, u"--json"_s}));
    QTRY_VERIFY(program.output().contains("with code 1013\"}"));
    const auto first = QJsonDocument::fromJson(program.output().split('\n').first());
    Program watcher;
    QVERIFY(watcher.start({u"--config"_s,
                           watcher.writeFile(u"c.json"_s, configurationFor(QUrl(first[u"url"].toString()))),
                           u"--json"_s}));
    QTRY_VERIFY(watcher.output().contains("\"status_code\":200"));
    program.send(SIGTERM);
    QVERIFY(program.finish());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), "");
}

void TestHeadless::withoutADisplayItGoesOnHeadless()
{
    Program program;
    QVERIFY(program.run({u"--demo"_s, u"--duration"_s, u"300ms"_s}));
    QCOMPARE(program.errors(),
             "fusebox: neither DISPLAY nor WAYLAND_DISPLAY is set; going on as --headless\n");
    QVERIFY(!program.output().isEmpty());
    QCOMPARE(program.exitCode(), 0);
}

void TestHeadless::readsTheDefaultConfiguration()
{
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program program;
    QVERIFY(QDir(program.home()).mkdir(u"fusebox"_s));
    program.writeFile(u"fusebox/fusebox.json"_s, configurationFor(server.url()));
    QVERIFY(program.start({u"--headless"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains("HTTP 200"), 20'000);
}

void TestHeadless::saysWhenThereIsNothingToWatch()
{
    Program program;
    QVERIFY(program.run({u"--headless"_s}));
    QCOMPARE(program.exitCode(), 2);
    QCOMPARE(program.errors(), "fusebox: nothing to watch: give --config FILE or --demo, or write " +
                                   program.home().toUtf8() + "/fusebox/fusebox.json\n");
}

void TestHeadless::standardErrorStaysEmptyWhenAllIsWell()
{
    Program program;
    program.setVariable(u"LC_ALL"_s, u"C"_s);
    QVERIFY(program.run({u"--headless"_s, u"--demo"_s, u"--duration"_s, u"300ms"_s}));
    QCOMPARE(program.errors(), "");
}

FUSEBOX_LOOP_TEST(TestHeadless)
#include "tst_headless.moc"
