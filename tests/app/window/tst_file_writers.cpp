// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstdio>

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "app/window/layout_file.h"
#include "app/window/window_run.h"
#include "core/storage/config_file.h"
#include "tests/support/widget_test.h"

using namespace Qt::StringLiterals;
using namespace fusebox;

namespace {

// --- What the program started again does: one of the writers, at the path it is told.

void complainOf(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
}

void writeConfiguration(const QString &path)
{
    storage::Config config;
    for (int i = 0; i < 100; ++i) {
        settings::EndpointConfig endpoint;
        endpoint.asked = QUrl(u"http://host-%1.example/"_s.arg(i));
        endpoint.id = u"e%1"_s.arg(i);
        config.endpoints.push_back(endpoint);
    }
    if (const auto saved = storage::saveConfig(config, path); !saved)
        complainOf(saved.error().toString());
}

void writeLayout(const QString &path)
{
    if (const auto saved = app::saveLayout(path, {.geometry = QByteArray(100, 'g')}); !saved)
        complainOf(saved.error());
}

void writeExport(const QString &path)
{
    app::WindowRun run({.noHistory = true});
    Q_EMIT run.window().saveRequested(path, QByteArray(100, 'e'));
}

int runWriter(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QString writer = QApplication::arguments().at(2);
    const QString path = QApplication::arguments().at(3);
    if (writer == u"configuration")
        writeConfiguration(path);
    else if (writer == u"layout")
        writeLayout(path);
    else
        writeExport(path);
    return 0;
}

// --- The tests.

constexpr auto old = "what was there before"_L1;

/// The writer in a process of its own, with a home in which nothing else happens.
class Writer
{
public:
    Writer()
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_CONFIG_HOME"_s, m_home.path());
        environment.insert(u"XDG_STATE_HOME"_s, m_home.path());
        environment.insert(u"XDG_DATA_HOME"_s, m_home.path());
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        m_process.setProcessEnvironment(environment);
    }
    void set(const QString &name, const QString &value)
    {
        auto environment = m_process.processEnvironment();
        environment.insert(name, value);
        m_process.setProcessEnvironment(environment);
    }
    bool run(const QString &program, const QStringList &arguments)
    {
        m_process.start(program, arguments);
        return m_process.waitForFinished(60'000) && m_process.exitStatus() == QProcess::NormalExit;
    }
    QString said() { return QString::fromUtf8(m_process.readAllStandardError()); }
    QByteArray output() { return m_process.readAllStandardOutput(); }
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }

private:
    QTemporaryDir m_home;
    QProcess m_process;
};

[[maybe_unused]] QByteArray
contentOf(const QString &path) // by those with a shim, which sanitizers are none of
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void fill(const QString &path)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(old.data(), old.size());
}

} // namespace

/// Whatever writes a file, and whatever fails while it does: what was there stays, as a whole, and the reason
/// is said; or the new is there as a whole.
class TestFileWriters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whateverFailsTheOldFileStays_data();
    void whateverFailsTheOldFileStays();
    void onAFullDiskTheOldFileStays_data();
    void onAFullDiskTheOldFileStays();
    void whatIsNoFileIsLeftAlone_data();
    void whatIsNoFileIsLeftAlone();
    void aLinkStaysALink();
    void aForeignLockHoldsNobodyUp();
};

namespace {

void addWriters(const QString &what, auto addRow)
{
    for (const auto &writer : {u"configuration"_s, u"layout"_s, u"export"_s})
        addRow(QTest::newRow(qPrintable(what.isEmpty() ? writer : writer + u": "_s + what)) << writer);
}

} // namespace

void TestFileWriters::whateverFailsTheOldFileStays_data()
{
    QTest::addColumn<QString>("writer");
    QTest::addColumn<QString>("call");
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("atLeast"); // so many of the call there have to be
    QTest::addColumn<QString>("reason");
    addWriters(u"no space to write"_s,
               [](auto &row) { row << u"write"_s << ENOSPC << 1 << u"No space left on device"_s; });
    addWriters(u"a quota when writing"_s,
               [](auto &row) { row << u"write"_s << EDQUOT << 1 << u"Disk quota exceeded"_s; });
    addWriters(u"no space to sync"_s,
               [](auto &row) { row << u"fsync"_s << ENOSPC << 2 << u"No space left on device"_s; });
    addWriters(u"a broken disk"_s,
               [](auto &row) { row << u"fsync"_s << EIO << 2 << u"Input/output error"_s; });
    addWriters(u"no renaming"_s,
               [](auto &row) { row << u"rename"_s << EIO << 1 << u"Input/output error"_s; });
}

void TestFileWriters::whateverFailsTheOldFileStays()
{
#ifndef FUSEBOX_SYSTEM_FAULTS
    QSKIP("sanitizers want to be first, so nothing is preloaded");
#else
    QFETCH(const QString, writer);
    QFETCH(const QString, call);
    QFETCH(const int, error);
    QFETCH(const int, atLeast);
    QFETCH(const QString, reason);
    int failed = 0;
    for (int number = 1;; ++number) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"file"_s);
        fill(path);
        Writer process;
        process.set(u"LD_PRELOAD"_s, QStringLiteral(FUSEBOX_SYSTEM_FAULTS));
        process.set(u"FUSEBOX_FAULT"_s, u"%1 %2 %3"_s.arg(call).arg(number).arg(error));
        process.set(u"FUSEBOX_FAULT_UNDER"_s, folder.path());
        QVERIFY(process.run(QCoreApplication::applicationFilePath(),
                            {u"tst_file_writers"_s, u"--write"_s, writer, path}));
        const QString said = process.said();
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"file"_s});
        if (said.isEmpty()) {
            QVERIFY(contentOf(path) != QByteArray(old.data(), old.size()));
            break;
        }
        QVERIFY2(said.contains(u"cannot be saved: "_s + reason), qPrintable(said));
        QCOMPARE(contentOf(path), QByteArray(old.data(), old.size()));
        ++failed;
    }
    QVERIFY2(failed >= atLeast, qPrintable(QString::number(failed)));
#endif
}

void TestFileWriters::onAFullDiskTheOldFileStays_data()
{
    QTest::addColumn<QString>("writer");
    addWriters({}, [](auto &) {});
}

void TestFileWriters::onAFullDiskTheOldFileStays()
{
    QFETCH(const QString, writer);
    const QTemporaryDir folder;
    Writer process;
    const QString script = uR"sh(
        mount -t tmpfs -o size=32k tmpfs "$1" || exit 42
        printf '%s' "$4" > "$1/file"
        cat /dev/zero > "$1/rest" 2>/dev/null
        "$2" tst_file_writers --write "$3" "$1/file"
        cat "$1/file"
        rm "$1/rest"
        "$2" tst_file_writers --write "$3" "$1/file" && [ "$(cat "$1/file")" != "$4" ] && printf ' then the new')sh"_s;
    QVERIFY(process.run(u"unshare"_s,
                        {u"--user"_s, u"--map-root-user"_s, u"--mount"_s, u"sh"_s, u"-c"_s, script, u"sh"_s,
                         folder.path(), QCoreApplication::applicationFilePath(), writer, QString(old)}));
    const QString said = process.said();
    if (process.exitCode() == 42 || said.contains(u"unshare"_s))
        QSKIP("no namespaces to be had here");
    QCOMPARE(process.output(), QByteArray(old.data(), old.size()) + " then the new");
    QVERIFY2(said.contains(u"cannot be saved: No space left on device"_s), qPrintable(said));
}

void TestFileWriters::whatIsNoFileIsLeftAlone_data()
{
    QTest::addColumn<QString>("writer");
    QTest::addColumn<QString>("make"); // a shell's command
    QTest::addColumn<QString>("reason");
    addWriters(u"a pipe"_s, [](auto &row) {
        row << u"mkfifo file"_s << u"it is a pipe or a device; name a regular file"_s;
    });
    addWriters(u"a link to a device"_s, [](auto &row) {
        row << u"ln -s /dev/full file"_s << u"it is a pipe or a device; name a regular file"_s;
    });
    addWriters(u"a folder"_s, [](auto &row) { row << u"mkdir file"_s << u"Is a directory"_s; });
    addWriters(u"a link to itself"_s,
               [](auto &row) { row << u"ln -s file file"_s << u"Too many levels of symbolic links"_s; });
    addWriters(u"a file of /proc"_s,
               [](auto &row) { row << u"ln -s /proc/version file"_s << QString(); }); // as the system says
}

void TestFileWriters::whatIsNoFileIsLeftAlone()
{
    QFETCH(const QString, writer);
    QFETCH(const QString, make);
    QFETCH(const QString, reason);
    const QTemporaryDir folder;
    QProcess shell;
    shell.setWorkingDirectory(folder.path());
    shell.start(u"sh"_s, {u"-c"_s, make});
    QVERIFY(shell.waitForFinished());
    const auto kind = [&] {
        const QFileInfo file(folder.filePath(u"file"_s));
        return std::tuple(file.isDir(), file.isSymLink(), file.isFile());
    };
    const auto before = kind();
    Writer process;
    QVERIFY(process.run(QCoreApplication::applicationFilePath(),
                        {u"tst_file_writers"_s, u"--write"_s, writer, folder.filePath(u"file"_s)}));
    const QString said = process.said();
    QVERIFY2(said.contains(u"cannot be saved: "_s) && said.contains(reason), qPrintable(said));
    QCOMPARE(kind(), before);
}

void TestFileWriters::aLinkStaysALink()
{
    const QTemporaryDir folder;
    fill(folder.filePath(u"real"_s));
    QVERIFY(QFile::link(u"real"_s, folder.filePath(u"file"_s)));
    QVERIFY(storage::saveConfig({}, folder.filePath(u"file"_s)));
    QVERIFY(QFileInfo(folder.filePath(u"file"_s)).isSymLink());
    QVERIFY(storage::checkConfigFile(folder.filePath(u"real"_s)));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 2);
}

void TestFileWriters::aForeignLockHoldsNobodyUp()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"window.ini"_s);
    QProcess shell; // the lock of a process that lives, on another machine
    shell.setWorkingDirectory(folder.path());
    shell.start(u"sh"_s, {u"-c"_s, u"printf '1\\nother\\nelsewhere.example\\n' > window.ini.lock"_s});
    QVERIFY(shell.waitForFinished());
    QVERIFY(app::saveLayout(path, {.geometry = "g"}));
    QCOMPARE(app::loadLayout(path)->geometry, "g");
}

static int runWriterOrTests(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--write") == 0)
        return runWriter(argc, argv);
    return testing::runWithApplication<TestFileWriters, QApplication>(argc, argv);
}

static FUSEBOX_TEST_ENTRY(TestFileWriters, &runWriterOrTests)
#include "tst_file_writers.moc"
