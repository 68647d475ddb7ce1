// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QFile>
#include <QTest>

#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::Program;

namespace {

/// What it has written into a file of the home so far; 0: nothing.
pid_t pidIn(const Program &program, const QString &name)
{
    QFile file(program.home() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

bool isAlive(pid_t process)
{
    return ::kill(process, 0) == 0;
}

} // namespace

/// The commands of checks, where the real program ends.
class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingOfACommandOutlivesTheProgram_data();
    void nothingOfACommandOutlivesTheProgram();
};

void TestCommands::nothingOfACommandOutlivesTheProgram_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("interrupted") << SIGINT;
    QTest::newRow("asked to end") << SIGTERM;
    QTest::newRow("its terminal gone") << SIGHUP;
    QTest::newRow("killed") << SIGKILL;
    QTest::newRow("crashed") << SIGSEGV;
}

/// The one that waits, and the one that has left its session.
void TestCommands::nothingOfACommandOutlivesTheProgram()
{
    QFETCH(const int, signal);
    Program program;
    const QString script = program.writeFile(u"check.sh"_s, R"(
        trap "" HUP INT TERM
        cd "$1"
        setsid sh -c 'trap "" HUP INT TERM; echo $$ > daemon; while :; do sleep 1; done' &
        echo $$ > command
        while :; do sleep 1; done
    )");
    const QString config = program.writeFile(
        u"commands.json"_s,
        uR"({"endpoints": [{"url": "exec:", "timeouts": {"total": "60s"}, )"
        uR"("interval": "60s", "exec": {"command": ["sh", "%1", "%2"]}}]})"_s.arg(script, program.home())
            .toUtf8());
    QVERIFY(program.start({u"--headless"_s, u"--config"_s, config}));
    QTRY_VERIFY2(pidIn(program, u"command"_s) > 0 && pidIn(program, u"daemon"_s) > 0,
                 program.errors().constData());
    program.send(signal);
    QVERIFY(program.finish());
    QTRY_VERIFY(!isAlive(pidIn(program, u"command"_s)));
    QTRY_VERIFY(!isAlive(pidIn(program, u"daemon"_s)));
}

FUSEBOX_LOOP_TEST(TestCommands)
#include "tst_commands.moc"
