// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::Program;

namespace {

/// As the system names it.
QString windowProgram()
{
    return QFileInfo(QStringLiteral(FUSEBOX_PROGRAM "-window")).canonicalFilePath();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString folderOf(Program &program)
{
    return u"/proc/%1/"_s.arg(program.process().processId());
}

/// Qt's libraries that the process has loaded, such as "Core".
QStringList librariesOf(Program &program)
{
    static const QRegularExpression name(u"libQt6(\\w+)\\.so"_s);
    QStringList names;
    const QString maps = QString::fromLocal8Bit(contentOf(folderOf(program) + u"maps"_s));
    for (auto matches = name.globalMatch(maps); matches.hasNext();)
        names += matches.next().captured(1);
    names.removeDuplicates();
    return names;
}

/// The light program in a folder where its window is what a test makes of it.
class Installation
{
public:
    Installation()
        : m_folder(QDir(m_home.path()).canonicalPath())
    {
        QFile::copy(QStringLiteral(FUSEBOX_PROGRAM), program());
    }

    [[nodiscard]] QString program() const { return m_folder + u"/fusebox"_s; }
    [[nodiscard]] QString window() const { return program() + u"-window"_s; }
    /// A shell's script in its place.
    void writeWindow(const QByteArray &script, QFileDevice::Permissions more) const
    {
        QFile file(window());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script);
        QVERIFY(file.setPermissions(file.permissions() | more));
    }

private:
    QTemporaryDir m_home;
    QString m_folder;
};

/// The offscreen platform is a display.
bool runOffscreen(Program &process, const QString &program, const QStringList &arguments)
{
    process.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    process.process().start(program, arguments);
    return process.process().waitForStarted() && process.finish();
}

} // namespace

/// The program that people start has no window in it; where one is asked for, it becomes the program that
/// has.
class TestTwoPrograms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAWindowNothingOfItIsLoaded_data();
    void withoutAWindowNothingOfItIsLoaded();
    void forAWindowItBecomesTheOther();
    void theOtherIsToldTheSame();
    void theOtherDoesTheSame_data();
    void theOtherDoesTheSame();
    void withoutTheOtherItSaysSo_data();
    void withoutTheOtherItSaysSo();
    void withoutTheOtherItRunsHeadless();
};

void TestTwoPrograms::withoutAWindowNothingOfItIsLoaded_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("headless") << QStringList{u"--headless"_s, u"--demo"_s};
    QTest::newRow("JSON") << QStringList{u"--json"_s, u"--demo"_s};
    QTest::newRow("no display") << QStringList{u"--demo"_s};
    QTest::newRow("faults") << QStringList{u"--fault-server"_s};
}

void TestTwoPrograms::withoutAWindowNothingOfItIsLoaded()
{
    QFETCH(const QStringList, arguments);
    Program program;
    QVERIFY(program.start(arguments));
    QTRY_VERIFY_WITH_TIMEOUT(!program.output().isEmpty(), 20'000); // all that it loads is there
    const QStringList libraries = librariesOf(program);
    QVERIFY(libraries.contains(u"Core"_s));
    for (const QString &heavy : {u"Gui"_s, u"Widgets"_s, u"Charts"_s, u"Svg"_s, u"OpenGL"_s})
        QVERIFY2(!libraries.contains(heavy), qPrintable(libraries.join(u' ')));
}

void TestTwoPrograms::forAWindowItBecomesTheOther()
{
    const QStringList arguments{u"--demo"_s, u"--duration"_s, u"1h"_s};
    Program program;
    program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QVERIFY(program.start(arguments));
    QTRY_COMPARE_WITH_TIMEOUT(QFile::symLinkTarget(folderOf(program) + u"exe"_s), windowProgram(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(librariesOf(program).contains(u"Widgets"_s), 20'000);
    const QStringList told = QStringList{QStringLiteral(FUSEBOX_PROGRAM)} + arguments;
    QCOMPARE(contentOf(folderOf(program) + u"cmdline"_s), told.join(QChar()).toLocal8Bit() + '\0');
    program.send(SIGTERM); // is held back from the first moment on
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), "");
}

/// Arguments as they were, signals that are held back, streams, as many descriptors as may be, and no more.
void TestTwoPrograms::theOtherIsToldTheSame()
{
    const Installation installation;
    installation.writeWindow(R"(echo "$$"
printf '<%s>' "$@"; echo
while read -r key value; do [ "$key" != SigBlk: ] || echo "$value"; done < /proc/$$/status # forking would change it
ulimit -n
for n in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$n ] || echo "$n is open"; done
readlink /proc/$$/fd/0)",
                             QFileDevice::ExeOwner);
    Program program;
    program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.process().setChildProcessModifier([] {
        ::close(STDIN_FILENO);
        ::close_range(STDERR_FILENO + 1, ~0U, 0); // whatever the test was started with
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = 64;
        limit.rlim_max = 128;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    });
    program.process().start(installation.program(), {u"--config"_s, u"two words\n%s \"'"_s});
    QVERIFY(program.process().waitForStarted());
    const QByteArray id = QByteArray::number(program.process().processId());
    QVERIFY(program.finish());
    QCOMPARE(program.output(), id + "\n<--config><two words\n%s \"'>\n0000000000004003\n128\n/dev/null\n");
    QCOMPARE(program.exitCode(), 0);
}

void TestTwoPrograms::theOtherDoesTheSame_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("version") << QStringList{u"--version"_s} << 0;
    QTest::newRow("headless") << QStringList{u"--json"_s, u"--demo"_s, u"--duration=100ms"_s} << 0;
    QTest::newRow("a window") << QStringList{u"--demo"_s, u"--duration=100ms"_s} << 0;
    QTest::newRow("no such option") << QStringList{u"--no"_s} << 2;
}

void TestTwoPrograms::theOtherDoesTheSame()
{
    QFETCH(const QStringList, arguments);
    Program light;
    Program heavy;
    QVERIFY(runOffscreen(light, QStringLiteral(FUSEBOX_PROGRAM), arguments));
    QVERIFY(runOffscreen(heavy, windowProgram(), arguments));
    QTEST(heavy.exitCode(), "exitCode");
    QCOMPARE(heavy.exitCode(), light.exitCode());
    QCOMPARE(heavy.errors(), light.errors());
    QCOMPARE(heavy.output().isEmpty(), light.output().isEmpty());
}

void TestTwoPrograms::withoutTheOtherItSaysSo_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("missing") << false
                             << u"the window is not installed: %1 not found; --headless works without it"_s;
    QTest::newRow("not executable")
        << true << u"the window cannot be started: %1: Permission denied; --headless works without it"_s;
}

void TestTwoPrograms::withoutTheOtherItSaysSo()
{
    QFETCH(const bool, isThere);
    QFETCH(const QString, sentence);
    const Installation installation;
    if (isThere)
        installation.writeWindow("echo", {});
    Program program;
    QVERIFY(runOffscreen(program, installation.program(), {u"--demo"_s}));
    QCOMPARE(program.exitCode(), 1);
    QCOMPARE(program.output(), "");
    QCOMPARE(QString::fromLocal8Bit(program.errors()),
             u"fusebox: "_s + sentence.arg(installation.window()) + u'\n');
}

void TestTwoPrograms::withoutTheOtherItRunsHeadless()
{
    const Installation installation;
    Program program;
    QVERIFY(
        runOffscreen(program, installation.program(), {u"--headless"_s, u"--demo"_s, u"--duration=300ms"_s}));
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), "");
    QVERIFY(!program.output().isEmpty());
}

FUSEBOX_LOOP_TEST(TestTwoPrograms)
#include "tst_two_programs.moc"
