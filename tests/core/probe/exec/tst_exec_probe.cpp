// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <csignal>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/servers.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using resilience::ErrorClass;

namespace {

/// Negative: any of a group.
bool isAlive(pid_t process)
{
    return ::kill(process, 0) == 0;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestExecProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theExitStatusIsTheVerdict_data();
    void theExitStatusIsTheVerdict();
    void whatItSaysIsToldWithTheVerdict();
    void standardErrorIsToldWhereNothingElseIs();
    void theTimeItSaysIsItsLatency();
    void withoutATimeOfItsOwnItsRunIsItsLatency();
    void argumentsAreNoShellsWords();
    void itsEnvironmentIsAFewVariablesAndItsOwn();
    void runsInItsFolder();
    void inheritsNoDescriptors();
    void hasNoInput();
    void leavesNoCore();
    void itsDeadlineIsKeptAndItsGroupKilledALittleLater();
    void aDroppedProbesCommandEnds();
    void noCommandOutlivesTheFactory();
    void whatItLeavesBehindEndsWithItWhereverItWent_data();
    void whatItLeavesBehindEndsWithItWhereverItWent();
    void whatHasLeftItsSessionEndsAfterTheDeadlineToo();
    void aProgramThatIsNotThereIsAFailure();
    void aProgramThatIsNotThereIsNoLackOfThisMachine();
    void aSignalIsAFailure();
    void whatItWritesIsBounded();
    void whoWritesWithoutEndIsKilled();
    void aCancelledOneIsCancelledAtOnce();
    void signalsThatWeBlockOrIgnoreReachIt();
    void nagiosPluginsAreUnderstood_data();
    void nagiosPluginsAreUnderstood();

private:
    [[nodiscard]] std::unique_ptr<Probe> probe(const ExecOptions &options,
                                               resilience::Nanoseconds total = 10s)
    {
        return m_factory->create({.url = QUrl(u"exec:"_s), .timeouts = {.total = total}, .options = options});
    }
    [[nodiscard]] std::unique_ptr<Probe> shell(const QString &script, resilience::Nanoseconds total = 10s)
    {
        return probe({.command = {u"/bin/sh"_s, u"-c"_s, script}}, total);
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    /// Of a process that writes its number there.
    [[nodiscard]] pid_t waitForPid()
    {
        (void)QTest::qWaitFor([&] { return contents(path(u"pid"_s)).endsWith('\n'); }, 5000);
        return contents(path(u"pid"_s)).trimmed().toInt();
    }

    SteadyClock m_clock;
    std::unique_ptr<NetworkProbeFactory> m_factory;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestExecProbe::init()
{
    m_factory = std::make_unique<NetworkProbeFactory>(m_clock);
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestExecProbe::cleanup()
{
    m_factory.reset();
    m_folder.reset();
}

void TestExecProbe::theExitStatusIsTheVerdict_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::addColumn<bool>("isWarning");
    using Error = std::optional<ErrorClass>;
    QTest::newRow("0") << 0 << Error() << false;
    QTest::newRow("1") << 1 << Error() << true;
    QTest::newRow("2") << 2 << Error(ErrorClass::Assertion) << false;
    QTest::newRow("3") << 3 << Error(ErrorClass::Exception) << false;
    QTest::newRow("42") << 42 << Error(ErrorClass::Exception) << false;
}

void TestExecProbe::theExitStatusIsTheVerdict()
{
    QFETCH(const int, status);
    ProbeRun run(shell(u"exit %1"_s.arg(status)));
    QVERIFY(run.ends());
    QTEST(run.error(), "error");
    QTEST(probe::isWarning(run.result()), "isWarning");
    QVERIFY(run.result().phases == PhaseTimes());
}

void TestExecProbe::whatItSaysIsToldWithTheVerdict()
{
    ProbeRun warning(shell(u"echo 'DISK WARNING - 9 % free|/=1MB'; exit 1"_s));
    QVERIFY(warning.ends());
    QVERIFY(warning.result().remark == (Remark{u"DISK WARNING - 9 % free"_s, true}));
    ProbeRun critical(shell(u"echo DISK CRITICAL; exit 2"_s));
    QVERIFY(critical.ends());
    QCOMPARE(critical.detail(), "DISK CRITICAL");
    ProbeRun unknown(shell(u"echo no such disk; exit 3"_s));
    QVERIFY(unknown.ends());
    QCOMPARE(unknown.detail(), "unknown: no such disk");
    ProbeRun other(shell(u"exit 42"_s));
    QVERIFY(other.ends());
    QCOMPARE(other.detail(), "exit status 42");
    QVERIFY(other.result().failure->as<OwnWords>());
    ProbeRun mute(shell(u"exit 1"_s));
    QVERIFY(mute.ends());
    QCOMPARE(mute.result().remark->text, u"exit status 1"_s);
}

void TestExecProbe::standardErrorIsToldWhereNothingElseIs()
{
    ProbeRun run(shell(u"echo why >&2; exit 2"_s));
    QVERIFY(run.ends());
    QCOMPARE(run.detail(), "why");
}

void TestExecProbe::theTimeItSaysIsItsLatency()
{
    ProbeRun run(shell(u"echo 'OK|time=9s'"_s));
    QVERIFY(run.ends());
    QVERIFY(run.result().latency == 9s);
    ProbeRun impossible(shell(u"echo 'OK|time=11s'"_s)); // longer than it may run
    QVERIFY(impossible.ends());
    QVERIFY(impossible.result().latency < 5s);
}

void TestExecProbe::withoutATimeOfItsOwnItsRunIsItsLatency()
{
    ProbeRun run(shell(u"sleep 0.05"_s));
    QVERIFY(run.ends());
    QVERIFY(run.result().latency >= 50ms);
}

void TestExecProbe::argumentsAreNoShellsWords()
{
    ProbeRun run(probe({.command = {u"echo"_s, u"$HOME; `id` *  \"'"_s}}));
    QVERIFY(run.ends());
    QCOMPARE(run.result().remark->text, u"$HOME; `id` *  \"'"_s);
}

void TestExecProbe::itsEnvironmentIsAFewVariablesAndItsOwn()
{
    qputenv("FUSEBOX_TEST_SECRET", "s3cret");
    qputenv("LC_TIME", "C");
    const QString script = u"env | cut -d= -f1 | sort | tr '\\n' ' '; echo $TOKEN"_s;
    ProbeRun run(probe({.command = {u"/bin/sh"_s, u"-c"_s, script}, .env = {{"TOKEN", "t0ken"}}}));
    QVERIFY(run.ends());
    qunsetenv("FUSEBOX_TEST_SECRET");
    qunsetenv("LC_TIME");
    const QString text = run.result().remark->text;
    QVERIFY(text.contains(u"PATH"_s));
    QVERIFY(text.contains(u"LC_TIME"_s));
    QVERIFY(text.endsWith(u"t0ken"_s));
    QVERIFY(!text.contains(u"FUSEBOX"_s));
}

void TestExecProbe::runsInItsFolder()
{
    ProbeRun run(probe({.command = {u"/bin/pwd"_s, u"-P"_s}, .folder = m_folder->path()}));
    QVERIFY(run.ends());
    QCOMPARE(run.result().remark->text, QFileInfo(m_folder->path()).canonicalFilePath());
}

void TestExecProbe::inheritsNoDescriptors()
{
    QFile leaking(path(u"open"_s));
    QVERIFY(leaking.open(QIODevice::WriteOnly));
    const int careless = ::dup(leaking.handle()); // without O_CLOEXEC
    ProbeRun run(shell(u"ls /proc/self/fd | tr '\\n' ' '"_s));
    QVERIFY(run.ends());
    ::close(careless);
    QCOMPARE(run.result().remark->text, u"0 1 2 3"_s); // 3 is that of ls itself
}

void TestExecProbe::hasNoInput()
{
    ProbeRun run(probe({.command = {u"cat"_s}}));
    QVERIFY(run.ends());
    QVERIFY(!run.error());
}

void TestExecProbe::leavesNoCore()
{
    ProbeRun run(shell(u"ulimit -c"_s));
    QVERIFY(run.ends());
    QCOMPARE(run.result().remark->text, u"0"_s);
}

void TestExecProbe::itsDeadlineIsKeptAndItsGroupKilledALittleLater()
{
    const QString script = u"trap '' TERM; echo $$ >%1; (sleep 600 & sleep 600 & wait); sleep 600"_s;
    const auto begun = m_clock.now();
    ProbeRun run(shell(script.arg(path(u"pid"_s)), 200ms));
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Timeout);
    QCOMPARE(run.detail(), "timeout: it had not ended");
    QVERIFY(run.result().failure->timedOut == resilience::TimeoutScope::Total);
    QVERIFY(run.endedAt() - begun < 900ms); // the verdict does not wait for it to end
    const pid_t leader = waitForPid();
    QVERIFY(leader > 0);
    QVERIFY(isAlive(leader)); // which heeds no SIGTERM
    QVERIFY(QTest::qWaitFor([&] { return !isAlive(-leader); }, 5000));
}

void TestExecProbe::aDroppedProbesCommandEnds()
{
    auto dropped = shell(u"echo $$ >%1; exec sleep 600"_s.arg(path(u"pid"_s)));
    dropped->start();
    const pid_t process = waitForPid();
    QVERIFY(process > 0 && isAlive(process));
    dropped.reset();
    QVERIFY(QTest::qWaitFor([&] { return !isAlive(process); }, 5000));
}

void TestExecProbe::noCommandOutlivesTheFactory()
{
    auto stubborn = shell(u"trap '' TERM; echo $$ >%1; while :; do sleep 1; done"_s.arg(path(u"pid"_s)));
    stubborn->start();
    const pid_t process = waitForPid();
    QVERIFY(process > 0 && isAlive(process));
    const auto begun = m_clock.now();
    stubborn.reset();
    m_factory.reset();
    QVERIFY(!isAlive(process));
    QVERIFY(m_clock.now() - begun < 4s);
    QVERIFY(QTest::qWaitFor([&] { return !isAlive(-process); }, 10000)); // they are init's to bury
}

void TestExecProbe::whatItLeavesBehindEndsWithItWhereverItWent_data()
{
    QTest::addColumn<QString>("start");
    QTest::newRow("its group") << u"sleep 600"_s;
    QTest::newRow("a group of its own") << u"bash -c 'set -m; sleep 600 & wait'"_s;
    QTest::newRow("a session of its own") << u"setsid sleep 600"_s;
    QTest::newRow("a daemon") << u"setsid sh -c '(sleep 600 & echo $! >%1; sleep 600) & wait'"_s;
}

void TestExecProbe::whatItLeavesBehindEndsWithItWhereverItWent()
{
    QFETCH(const QString, start);
    const QString script = u"%1 >/dev/null 2>&1 & echo $! >>%2; sleep 0.1; echo OK"_s;
    ProbeRun run(shell(script.arg(QString(start).replace(u"%1"_s, path(u"inner"_s)), path(u"pid"_s))));
    QVERIFY(run.ends());
    QVERIFY(!run.error());
    const pid_t left = waitForPid();
    QVERIFY(left > 0);
    QVERIFY(!isAlive(left));
    const pid_t inner = contents(path(u"inner"_s)).trimmed().toInt();
    QVERIFY(inner == 0 || !isAlive(inner));
}

void TestExecProbe::whatHasLeftItsSessionEndsAfterTheDeadlineToo()
{
    const QString script = u"setsid sh -c 'echo $$ >%1; trap \"\" TERM; while :; do sleep 1; done' & wait"_s;
    ProbeRun run(shell(script.arg(path(u"pid"_s)), 300ms));
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Timeout);
    const pid_t left = waitForPid();
    QVERIFY(left > 0);
    QVERIFY(QTest::qWaitFor([&] { return !isAlive(left); }, 5000));
}

void TestExecProbe::aProgramThatIsNotThereIsAFailure()
{
    ProbeRun run(probe({.command = {u"/does/not/exist"_s}}));
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Exception);
    QVERIFY(QByteArray(run.detail()).contains("No such file"));
}

/// errno is what the thread did last, and says nothing of what the child could not do.
void TestExecProbe::aProgramThatIsNotThereIsNoLackOfThisMachine()
{
    auto missing = probe({.command = {u"/does/not/exist"_s}});
    std::optional<ErrorClass> error;
    connect(missing.get(), &Probe::finished, this,
            [&](const ProbeResult &result) { error = result.failure->errorClass; });
    missing->start();
    QVERIFY(QTest::qWaitFor([&] {
        errno = EAGAIN;
        return error.has_value();
    }));
    QVERIFY(error == ErrorClass::Exception);
}

void TestExecProbe::aSignalIsAFailure()
{
    ProbeRun run(shell(u"kill -SEGV $$"_s));
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Exception);
    QCOMPARE(run.detail(), "ended by signal 11");
}

void TestExecProbe::whatItWritesIsBounded()
{
    ProbeRun run(shell(u"head -c 4000000 /dev/zero | tr '\\0' x"_s));
    QVERIFY(run.ends());
    QVERIFY(!run.error());
    QCOMPARE(run.result().remark->text.size(), qsizetype(1024));
}

void TestExecProbe::whoWritesWithoutEndIsKilled()
{
    ProbeRun run(probe({.command = {u"yes"_s}}));
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Exception);
    QCOMPARE(run.detail(), "it writes without end");
}

void TestExecProbe::aCancelledOneIsCancelledAtOnce()
{
    ProbeRun run(shell(u"sleep 600"_s));
    run.probe().cancel();
    QVERIFY(run.ends());
    QVERIFY(run.error() == ErrorClass::Cancelled);
}

void TestExecProbe::signalsThatWeBlockOrIgnoreReachIt()
{
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigset_t before;
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto was = std::signal(SIGHUP, SIG_IGN);
    const auto wasOfFiles = std::signal(SIGXFSZ, SIG_IGN);
    ProbeRun run(shell(u"grep -E '^Sig(Blk|Ign)' /proc/self/status | tr -s '\\t\\n' ' '"_s));
    QVERIFY(run.ends());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    std::signal(SIGHUP, was);
    std::signal(SIGXFSZ, wasOfFiles);
    QCOMPARE(run.result().remark->text, u"SigBlk: 0000000000000000 SigIgn: 0000000000000000"_s);
}

void TestExecProbe::nagiosPluginsAreUnderstood_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::addColumn<bool>("isWarning");
    QTest::addColumn<QString>("begins");
    using Error = std::optional<ErrorClass>;
    const auto row = [](const QStringList &command, const Error &error, bool isWarning,
                        const QString &begins) {
        QTest::addRow("%s", qPrintable(command.join(u' '))) << command << error << isWarning << begins;
    };
    row({u"check_disk"_s, u"-w"_s, u"1"_s, u"-c"_s, u"0"_s, u"-p"_s, u"/"_s}, {}, false, u"DISK OK"_s);
    row({u"check_disk"_s, u"-w"_s, u"100%"_s, u"-p"_s, u"/"_s}, {}, true, u"DISK WARNING"_s);
    row({u"check_disk"_s, u"-c"_s, u"100%"_s, u"-p"_s, u"/"_s}, ErrorClass::Assertion, false,
        u"DISK CRITICAL"_s);
    row({u"check_load"_s}, ErrorClass::Exception, false, u"unknown"_s);
    row({u"check_procs"_s, u"-c"_s, u"1:"_s}, {}, false, u"PROCS OK"_s);
}

void TestExecProbe::nagiosPluginsAreUnderstood()
{
    NEEDS_SERVER(Server::NagiosPlugins);
    QFETCH(QStringList, command);
    QFETCH(const QString, begins);
    command.front() = QFileInfo(programOf(Server::NagiosPlugins)).dir().filePath(command.front());
    ProbeRun run(probe({.command = command}));
    QVERIFY(run.ends());
    QTEST(run.error(), "error");
    QTEST(probe::isWarning(run.result()), "isWarning");
    const QString text = run.error() ? QString::fromUtf8(run.detail()) : run.result().remark->text;
    QVERIFY2(text.startsWith(begins), qPrintable(text));
}

FUSEBOX_LOOP_TEST(TestExecProbe)
#include "tst_exec_probe.moc"
