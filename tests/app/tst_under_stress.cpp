// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTest>

#include "app/demo/fault_server.h"
#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::Program;

namespace {

QByteArray endpointsAt(const QUrl &url, int count, const QByteArray &threshold = "1")
{
    QByteArrayList endpoints;
    for (int i = 0; i < count; ++i)
        endpoints += R"({"id": "e)" + QByteArray::number(i) + R"(", "interval": "250ms", "retry": )" +
                     R"({"max_attempts": 1}, "circuit": {"failure_threshold": )" + threshold +
                     R"(}, "url": ")" + url.toEncoded() + "\"}";
    return "{\"endpoints\": [" + endpoints.join(",\n") + "]}";
}

/// What a shell does before it becomes the program.
bool runInShell(Program &program, const QString &before, const QStringList &arguments,
                const QString &after = {})
{
    program.process().start(u"bash"_s, QStringList{u"-c"_s, before + u"\nexec \"$0\" \"$@\" "_s + after,
                                                   QStringLiteral(FUSEBOX_PROGRAM)} +
                                           arguments);
    return program.process().waitForStarted();
}

/// A terminal of which nobody reads what is written to it.
class Terminal
{
public:
    Terminal()
        : m_master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        ::grantpt(m_master);
        ::unlockpt(m_master);
    }
    ~Terminal() { ::close(m_master); }
    Q_DISABLE_COPY_MOVE(Terminal)

    [[nodiscard]] QString path() const { return QString::fromLocal8Bit(::ptsname(m_master)); }
    /// Ctrl-S.
    void hold() const { QCOMPARE(::write(m_master, "\x13", 1), 1); }

private:
    int m_master;
};

} // namespace

/// The real program where somebody holds its output, or the machine lacks what it needs: it does what it is
/// told, says what is the matter, and ends with an exit code.
class TestUnderStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heldOutputHoldsNothingElse_data();
    void heldOutputHoldsNothingElse();
    void whatIsWrittenNowhereIsAFailure_data();
    void whatIsWrittenNowhereIsAFailure();
    void configurationsThatAreNoFilesAreRefused_data();
    void configurationsThatAreNoFilesAreRefused();
    void checkListsAllErrors_data();
    void checkListsAllErrors();
    void headlessListsAllErrors();
    void limitsEndInASentence_data();
    void limitsEndInASentence();
    void fewDescriptorsBlameNobody();
    void callsThatLackBlameNobody_data();
    void callsThatLackBlameNobody();
};

/// Signals, the time it was given, and checks: the server sees that they go on.
void TestUnderStress::heldOutputHoldsNothingElse_data()
{
    QTest::addColumn<QString>("output"); // a shell's redirection
    QTest::addColumn<bool>("isTimed");
    QTest::addColumn<bool>("isHeldByKey");
    for (const bool isTimed : {false, true}) {
        const auto name = [&](const char *what) {
            return QByteArray(what) + (isTimed ? ", its time" : ", a signal");
        };
        QTest::newRow(name("a pipe that is not read")) << u"> >(sleep 60)"_s << isTimed << false;
        QTest::newRow(name("a terminal that is not read")) << QString() << isTimed << false;
        QTest::newRow(name("a terminal that is held")) << QString() << isTimed << true;
    }
}

void TestUnderStress::heldOutputHoldsNothingElse()
{
    QFETCH(QString, output);
    QFETCH(const bool, isTimed);
    QFETCH(const bool, isHeldByKey);
    const fusebox::demo::FaultServer server(fusebox::demo::answer(503));
    const Terminal terminal;
    if (output.isEmpty())
        output = u"> "_s + terminal.path();
    if (isHeldByKey)
        terminal.hold();
    Program program;
    const QString file =
        program.writeFile(u"c.json"_s, endpointsAt(server.url(), 50, "1000000")); // none is held back
    QStringList arguments{u"--json"_s, u"--config"_s, file};
    if (isTimed)
        arguments << u"--duration"_s << u"6s"_s;
    QVERIFY(runInShell(program, {}, arguments, output));
    QTRY_VERIFY_WITH_TIMEOUT(server.connections() >= 250, 60'000); // some 100 kB of events
    if (!isTimed)
        program.send(SIGTERM);
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 0);
    const QByteArray said = program.errors();
    QVERIFY2(said.contains(" events could not be printed"), said);
}

void TestUnderStress::whatIsWrittenNowhereIsAFailure_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("help") << QStringList{u"--help"_s};
    QTest::newRow("version") << QStringList{u"--version"_s};
    QTest::newRow("events") << QStringList{u"--json"_s, u"--demo"_s, u"--duration=20s"_s};
    QTest::newRow("lines for people") << QStringList{u"--headless"_s, u"--demo"_s, u"--duration=20s"_s};
    QTest::newRow("faults") << QStringList{u"--fault-server"_s, u"--duration=20s"_s};
    QTest::newRow("a check of the configuration") << QStringList{u"--check"_s, u"--config"_s, u"c.json"_s};
}

void TestUnderStress::whatIsWrittenNowhereIsAFailure()
{
    QFETCH(const QStringList, arguments);
    Program program;
    program.process().setWorkingDirectory(program.home());
    program.writeFile(u"c.json"_s, "{}");
    QVERIFY(runInShell(program, {}, arguments, u"> /dev/full"_s));
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 1);
    const QByteArray said = program.errors();
    QVERIFY2(said.contains("fusebox: standard output cannot be written: No space left on device\n"), said);
}

void TestUnderStress::configurationsThatAreNoFilesAreRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("a folder") << u"/proc"_s << QByteArray("is a folder; name a JSON file");
    QTest::newRow("a device") << u"/dev/zero"_s << QByteArray("is a pipe or a device");
    QTest::newRow("a pipe") << u"pipe"_s << QByteArray("is a pipe or a device");
    QTest::newRow("the kernel's log")
        << u"/proc/kmsg"_s << QByteArray("/proc/kmsg"); // which reads until it ends
    QTest::newRow("no text") << u"/proc/self/auxv"_s << QByteArray("/proc/self/auxv");
    QTest::newRow("the environment") << u"/proc/self/environ"_s << QByteArray("not valid JSON");
    QTest::newRow("memory") << u"/proc/self/mem"_s << QByteArray("cannot be read: Input/output error");
    QTest::newRow("no end") << u"/proc/self/pagemap"_s << QByteArray("/proc/self/pagemap");
    QTest::newRow("a link to itself") << u"loop"_s << QByteArray("Too many levels of symbolic links");
}

void TestUnderStress::configurationsThatAreNoFilesAreRefused()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, sentence);
    Program program;
    program.process().setWorkingDirectory(program.home());
    QVERIFY(runInShell(program, u"mkfifo pipe; ln -s loop loop"_s,
                       {u"--headless"_s, u"--duration=1s"_s, u"--config"_s, path}));
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 2);
    const QByteArray said = program.errors();
    QVERIFY2(said.contains(sentence), said);
}

void TestUnderStress::checkListsAllErrors_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("lines"); // of standard error
    QTest::newRow("good") << QByteArray(R"({"endpoints": [{"url": "http://a"}]})") << 0 << 0;
    QTest::newRow("nothing to watch") << QByteArray("{}") << 0 << 0;
    QTest::newRow("three errors")
        << QByteArray(R"({"endpoints": [{"url": "x"}, {"url": "http://a", "tags": 1, "no": 1}]})") << 2 << 3;
    QTest::newRow("no JSON") << QByteArray("{") << 2 << 1;
    QTest::newRow("a file that may come later")
        << QByteArray(R"({"endpoints": [{"url": "https://a", "tls": {"ca_file": "later.pem"}}]})") << 0 << 1;
    QTest::newRow("a thousand errors")
        << "{\"endpoints\": [" + QByteArray("{\"url\": 1},").repeated(4999) + "{}]}" << 2 << 5000;
}

void TestUnderStress::checkListsAllErrors()
{
    QFETCH(const QByteArray, json);
    QFETCH(const int, lines);
    Program program;
    const QString file = program.writeFile(u"c.json"_s, json);
    QVERIFY(program.run({u"--check"_s, u"--config"_s, file}));
    const QByteArray said = program.errors();
    QVERIFY2(said.count('\n') == lines, said.left(1000));
    QVERIFY(said.isEmpty() || said.startsWith("fusebox: " + file.toUtf8() + ':'));
    QTEST(program.exitCode(), "exitCode");
    QCOMPARE(program.output(), program.exitCode() == 0 ? file.toUtf8() + ": no errors\n" : QByteArray());
}

void TestUnderStress::headlessListsAllErrors()
{
    Program program;
    const QString file = program.writeFile(u"c.json"_s, R"({"endpoints": [{"url": "x"}, {"url": "y"}]})");
    QVERIFY(program.run({u"--headless"_s, u"--config"_s, file}));
    QCOMPARE(program.exitCode(), 2);
    QCOMPARE(program.errors().count('\n'), 2);
}

void TestUnderStress::limitsEndInASentence_data()
{
    QTest::addColumn<QString>("limit");
    QTest::addColumn<QStringList>("arguments");
    const QStringList watching{u"--json"_s, u"--demo"_s, u"--duration=1s"_s};
    for (const int descriptors : {4, 5, 6, 8, 10, 16, 20, 31})
        QTest::addRow("%d descriptors", descriptors) << u"ulimit -n %1"_s.arg(descriptors) << watching;
    QTest::newRow("10 descriptors, help") << u"ulimit -n 10"_s << QStringList{u"--help"_s};
    QTest::newRow("10 descriptors, faults")
        << u"ulimit -n 10"_s << QStringList{u"--fault-server"_s, u"--duration=1s"_s};
    QTest::newRow("no files of any size") << u"ulimit -f 0"_s << watching;
    QTest::newRow("no display") << u"export DISPLAY=:9999 WAYLAND_DISPLAY="_s << QStringList{u"--demo"_s};
#ifndef FUSEBOX_SANITIZED
    for (const int megabytes : {100, 150, 200, 250, 300, 350, 400, 500, 700, 1000})
        QTest::addRow("%d MB", megabytes) << u"ulimit -v %1"_s.arg(megabytes * 1024) << watching;
#endif
}

/// Or all is well in spite of it.
void TestUnderStress::limitsEndInASentence()
{
    QFETCH(const QString, limit);
    QFETCH(const QStringList, arguments);
    Program program;
    QVERIFY(runInShell(program, limit, arguments));
    QVERIFY(program.finish());
    const QByteArray said = program.errors();
    QVERIFY2(program.endedInOrder(), said);
    QVERIFY2(program.exitCode() == 0 || !said.isEmpty(), QByteArray::number(program.exitCode()));
    // 126 and 127: the system could not even load it
    QVERIFY2(QList<int>({0, 1, 126, 127}).contains(program.exitCode()), said);
}

void TestUnderStress::fewDescriptorsBlameNobody()
{
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program program;
    const QString file = program.writeFile(u"c.json"_s, endpointsAt(server.url(), 100));
    QVERIFY(runInShell(program, u"ulimit -n 64"_s, {u"--json"_s, u"--config"_s, file}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().count("\"outcome\":\"success\"") >= 300, 60'000);
    program.send(SIGTERM);
    QVERIFY(program.finish());
    QVERIFY(!program.output().contains("\"transition\""));
    QVERIFY(!program.output().contains("\"outcome\":\"failure\""));
    QVERIFY(program.errors().contains("16 checks at once rather than 1000"));
}

void TestUnderStress::callsThatLackBlameNobody_data()
{
    QTest::addColumn<QString>("fault"); // call, which of them (0: all), errno
    QTest::newRow("no descriptor") << u"socket 0 24"_s;
    QTest::newRow("none on the machine") << u"socket 0 23"_s;
    QTest::newRow("no buffers for a socket") << u"socket 0 105"_s;
    QTest::newRow("no memory for a socket") << u"socket 0 12"_s;
    QTest::newRow("no port") << u"connect 0 99"_s;
    QTest::newRow("no port, as datagrams say it") << u"connect 0 11"_s;
    QTest::newRow("no buffers for a connection") << u"connect 0 105"_s;
    QTest::newRow("no memory for a connection") << u"connect 0 12"_s;
    QTest::newRow("no watch") << u"epoll_ctl 0 28"_s;
    QTest::newRow("no memory for a watch") << u"epoll_ctl 0 12"_s;
}

/// And it is one gap, however many are not checked.
void TestUnderStress::callsThatLackBlameNobody()
{
#ifndef FUSEBOX_SYSTEM_FAULTS
    QSKIP("sanitizers want to be first, so nothing is preloaded");
#else
    QFETCH(const QString, fault);
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program program;
    program.setVariable(u"LD_PRELOAD"_s, QStringLiteral(FUSEBOX_SYSTEM_FAULTS));
    program.setVariable(u"FUSEBOX_FAULT"_s, fault);
    const QString file = program.writeFile(u"c.json"_s, endpointsAt(server.url(), 10));
    QVERIFY(program.start({u"--json"_s, u"--config"_s, file}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().count("\"gap\":\"no_resources\"") >= 30, 60'000);
    program.send(SIGTERM);
    QVERIFY(program.finish());
    const QByteArray output = program.output();
    QVERIFY2(!output.contains("\"transition\"") && !output.contains("\"outcome\":\"failure\""), output);
    QCOMPARE(output.count("\"type\":\"gap\""), 1);
    if (!fault.startsWith(u"epoll_ctl")) // a connection is made before it is watched
        QCOMPARE(server.connections(), 0);
#endif
}

FUSEBOX_LOOP_TEST(TestUnderStress)
#include "tst_under_stress.moc"
