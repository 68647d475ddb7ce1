// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstdio>
#include <sys/mount.h>

#include <QProcess>
#include <QTest>

#include "core/storage/history/history_start.h"
#include "core/storage/history/history_writer.h"
#include "tests/core/storage/history/history_load.h"
#include "tests/support/long_run.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = storage::HistoryState::Kind;

namespace {

// --- What the program started again does.

constexpr int batches = 40;

/// A writer that is given the load, and says what becomes of it.
class Run
{
public:
    explicit Run(const QString &path)
        : m_writer({.path = path,
                    .settings = testing::loadSettings,
                    .clock = m_clock,
                    .told = [](const storage::HistoryState &state) { say(state); }})
    {
    }
    /// The next batch, written or not.
    void write()
    {
        m_writer.add(testing::loadBatch(m_number++));
        m_writer.flush();
    }
    void writeAll()
    {
        while (m_number < batches)
            write();
    }

private:
    static void say(const storage::HistoryState &state)
    {
        const auto *words = std::get_if<QString>(&state.obstacle);
        const bool isWriting = state.kind == Kind::Writing;
        std::printf("%s\n", isWriting ? "writing" : qPrintable(u"cannot: "_s + (words ? *words : QString())));
        std::fflush(stdout);
    }

    class LoadClock final : public health::WallClock
    {
    public:
        resilience::TimePoint now() const override { return {}; }
        health::WallTime wallNow() const override { return testing::loadStart + batches * testing::loadStep; }
        health::Nanoseconds suspended() const override { return {}; }
    };

    LoadClock m_clock;
    storage::HistoryWriter m_writer;
    int m_number = 0;
};

/// Fills the disk, writes, and makes room again.
void writeOnAFullDisk(const QString &folder)
{
    Run run(folder + u"/h.db"_s);
    run.write();
    QFile filler(folder + u"/filler"_s);
    if (filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        while (filler.write(QByteArray(4'096, 'x')) > 0) {
        }
    for (int i = 0; i < 30; ++i)
        run.write();
    filler.remove();
    run.writeAll();
}

/// Begins where nothing can be written, and goes on where it can.
void writeWhereNothingMay(const QString &folder)
{
    const QByteArray name = folder.toLocal8Bit();
    ::mount(nullptr, name.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr);
    Run run(folder + u"/h.db"_s);
    for (int i = 0; i < 5; ++i)
        run.write();
    ::mount(nullptr, name.constData(), nullptr, MS_REMOUNT | MS_BIND, nullptr);
    run.writeAll();
}

int runChild(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString path = QString::fromLocal8Bit(argv[3]);
    if (qstrcmp(argv[2], "full") == 0)
        writeOnAFullDisk(path);
    else if (qstrcmp(argv[2], "read-only") == 0)
        writeWhereNothingMay(path);
    else
        Run(path).writeAll();
    return 0;
}

// --- The tests.

/// In a process of its own.
struct Child
{
    QTemporaryDir folder;
    QProcess process;
    QByteArray said;

    [[nodiscard]] QString path() const { return folder.filePath(u"h.db"_s); }
    void set(const QString &name, const QString &value)
    {
        auto environment = process.processEnvironment();
        if (environment.isEmpty())
            environment = QProcessEnvironment::systemEnvironment();
        environment.insert(name, value);
        process.setProcessEnvironment(environment);
    }
    bool run(const QString &program, const QStringList &arguments)
    {
        process.start(program, arguments);
        const bool isOver = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
        said = process.readAllStandardOutput();
        return isOver;
    }
};

} // namespace

/// Whatever the disk does: what is stored is whole, measuring goes on, and writing resumes by itself.
class TestHistoryDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whateverFailsNothingIsLost_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<int>("error");
        QTest::newRow("no space to write") << u"pwrite"_s << ENOSPC;
        QTest::newRow("a broken disk when writing") << u"pwrite"_s << EIO;
        QTest::newRow("a broken disk when syncing") << u"fdatasync"_s << EIO;
        QTest::newRow("no space to sync") << u"fdatasync"_s << ENOSPC;
        QTest::newRow("no space for another size") << u"ftruncate"_s << ENOSPC;
    }
    void whateverFailsNothingIsLost()
    {
#ifndef FUSEBOX_SYSTEM_FAULTS
        QSKIP("sanitizers want to be first, so nothing is preloaded");
#else
        QFETCH(QString, call);
        QFETCH(int, error);
        int told = 0;
        const int step = 200 / testing::timesToRun(200);
        for (int number = 1; number <= 200; number += step) {
            Child child;
            child.set(u"LD_PRELOAD"_s, QStringLiteral(FUSEBOX_SYSTEM_FAULTS));
            child.set(u"FUSEBOX_FAULT"_s, u"%1 %2 %3"_s.arg(call).arg(number).arg(error));
            child.set(u"FUSEBOX_FAULT_UNDER"_s, child.folder.path());
            QVERIFY(child.run(QCoreApplication::applicationFilePath(),
                              {u"tst_history_disk"_s, u"--child"_s, u"write"_s, child.path()}));
            const auto found = testing::findLoad(child.path());
            QCOMPARE(found.integrity, u"ok"_s);
            QCOMPARE(found.batches, batches);
            QCOMPARE(found.events, batches * testing::loadEndpoints);
            QVERIFY2(child.said.endsWith("writing\n"), child.said.constData());
            told += child.said.contains("cannot: ");
        }
        QVERIFY2(told > 0 || call == u"ftruncate", "no fault was ever met");
#endif
    }

    void onAFullDiskItGoesOnAndResumes()
    {
        Child child;
        const QString script = uR"sh(
            mount -t tmpfs -o size=24m tmpfs "$1" || exit 42
            "$2" tst_history_disk --child full "$1" && cp "$1"/h.db* "$3")sh"_s;
        const QTemporaryDir result;
        QVERIFY(child.run(u"unshare"_s,
                          {u"--user"_s, u"--map-root-user"_s, u"--mount"_s, u"sh"_s, u"-c"_s, script, u"sh"_s,
                           child.folder.path(), QCoreApplication::applicationFilePath(), result.path()}));
        check(child, result.filePath(u"h.db"_s));
    }

    void whereNothingMayBeWrittenItWaits()
    {
        Child child;
        const QString script = uR"sh(
            mount --bind "$1" "$1" || exit 42
            "$2" tst_history_disk --child read-only "$1")sh"_s;
        QVERIFY(child.run(u"unshare"_s,
                          {u"--user"_s, u"--map-root-user"_s, u"--mount"_s, u"sh"_s, u"-c"_s, script, u"sh"_s,
                           child.folder.path(), QCoreApplication::applicationFilePath()}));
        check(child, child.path());
    }

private:
    static void check(Child &child, const QString &path)
    {
        const QByteArray complaints = child.process.readAllStandardError();
        if (child.process.exitCode() == 42 || complaints.contains("unshare"))
            QSKIP("no namespaces to be had here");
        QVERIFY2(child.said.contains("cannot: "), child.said + complaints);
        QVERIFY2(child.said.endsWith("writing\n"), child.said.constData());
        const auto found = testing::findLoad(path);
        QCOMPARE(found.integrity, u"ok"_s);
        QCOMPARE(found.batches, batches);
    }
};

static int runChildOrTests(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return runChild(argc, argv);
    return testing::runWithApplication<TestHistoryDisk, QCoreApplication>(argc, argv);
}

static FUSEBOX_TEST_ENTRY(TestHistoryDisk, &runChildOrTests)
#include "tst_history_disk.moc"
