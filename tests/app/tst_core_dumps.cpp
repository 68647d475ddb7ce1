// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <sys/resource.h>

#include <QDirIterator>
#include <QTest>

#include "app/demo/fault_server.h"
#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox::demo;
using fusebox::testing::Program;

namespace {

const QByteArray inFile = "s3cret-of-the-file";
const QByteArray inEnvironment = "s3cret-of-the-environment";

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// None where the system hands them to a program, writes them elsewhere, or sanitizers forbid them.
QStringList coresIn(const QString &folder)
{
    QStringList cores;
    for (QDirIterator files(folder, {u"core*"_s}, QDir::Files); files.hasNext();)
        cores << files.next();
    return cores;
}

} // namespace

/// The memory of the real program, which holds secrets, is in no core of it.
class TestCoreDumps final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCoreHoldsNoMemory_data();
    void aCoreHoldsNoMemory();

private:
    /// Runs until the server has been told both secrets.
    void startAndAsk(Program &program, const QStringList &mode);
};

void TestCoreDumps::aCoreHoldsNoMemory_data()
{
    QTest::addColumn<QStringList>("mode");
    QTest::addColumn<bool>("mayBeDumped");
    QTest::newRow("headless") << QStringList{u"--headless"_s} << false;
    QTest::newRow("window") << QStringList() << true;
}

void TestCoreDumps::startAndAsk(Program &program, const QStringList &mode)
{
    const FaultServer server(answer(200));
    const QString file =
        program.writeFile(u"fusebox.json"_s, R"({"endpoints": [{"url": ")" + server.url().toEncoded() +
                                                 R"(", "http": {"bearer": {"env": "FUSEBOX_TEST_SECRET"},
                                              "headers": {"X-Key": ")" +
                                                 inFile + R"("}}}]})");
    program.setVariable(u"FUSEBOX_TEST_SECRET"_s, QString::fromLatin1(inEnvironment));
    if (mode.isEmpty())
        program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.process().setWorkingDirectory(program.home());
    program.process().setChildProcessModifier([] {
        rlimit limit{};
        ::getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_CORE, &limit);
    });
    QVERIFY(program.start(mode + QStringList{u"--config"_s, file}));
    QTRY_VERIFY(server.lastRequest().contains(inFile));
    QVERIFY(server.lastRequest().contains(inEnvironment));
}

void TestCoreDumps::aCoreHoldsNoMemory()
{
    QFETCH(QStringList, mode);
    QFETCH(bool, mayBeDumped);
    Program program;
    startAndAsk(program, mode);
    const QString process = u"/proc/%1/"_s.arg(program.process().processId());
    const int written = contentOf(process + u"coredump_filter"_s).trimmed().toInt(nullptr, 16);
    QCOMPARE(written, 0x10); // core(5): the headers of mapped files, and no page of memory

    program.send(SIGQUIT);
    QVERIFY(program.finish());
    QVERIFY(!program.endedInOrder());
    const QStringList cores = coresIn(program.home());
    QVERIFY(mayBeDumped || cores.isEmpty());
    for (const QString &core : cores) {
        const QByteArray content = contentOf(core);
        QVERIFY(content.startsWith("\x7f"
                                   "ELF"));
        QVERIFY(!content.contains(inFile) && !content.contains(inEnvironment));
        const QString wide = QString::fromLatin1(inEnvironment); // as QString holds it
        QVERIFY(!content.contains(QByteArray(reinterpret_cast<const char *>(wide.utf16()), 2 * wide.size())));
    }
}

FUSEBOX_LOOP_TEST(TestCoreDumps)
#include "tst_core_dumps.moc"
