// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "core/storage/history/history_start.h"
#include "core/storage/history_path.h"
#include "tests/app/program.h"
#include "tests/core/storage/history/simulated_history.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox;
using testing::Program;
using testing::SimulatedHistory;

namespace {

/// So much of one endpoint until about now.
void fill(SimulatedHistory &history)
{
    const auto now = history::gridBegin(health::SystemClock().wallNow(), 10s);
    history.setNow(now - 2h);
    storage::HistoryBatch batch;
    batch.records.comings.push_back(history::EndpointMet{u"orders"_s, u"Orders"_s, u"shop"_s, history.now()});
    QVERIFY(history.database().store(batch));
    QVERIFY(history.pass(2h, {u"orders"_s}));
}

QJsonObject reportIn(Program &program)
{
    return QJsonDocument::fromJson(program.output()).object();
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

void execute(const QString &path, const QString &statement)
{
    storage::Connection connection(path, storage::Connection::Access::Write);
    connection.run(statement);
    QVERIFY(!connection.fault());
}

/// Somebody at a terminal: what stands there is the process's standard input.
class Terminal
{
public:
    explicit Terminal(Program &program)
        : m_master(::posix_openpt(O_RDWR | O_NOCTTY))
    {
        ::grantpt(m_master);
        ::unlockpt(m_master);
        const QByteArray name = ::ptsname(m_master);
        program.process().setChildProcessModifier([name] {
            const int slave = ::open(name.constData(), O_RDWR | O_NOCTTY);
            ::dup2(slave, STDIN_FILENO);
        });
        m_slave = ::open(name.constData(), O_RDWR | O_NOCTTY); // what is typed early is not lost
    }
    ~Terminal()
    {
        ::close(m_slave);
        ::close(m_master);
    }
    Q_DISABLE_COPY_MOVE(Terminal)

    void type(const QByteArray &text) const
    {
        QVERIFY(::write(m_master, text.constData(), size_t(text.size())) > 0);
    }

private:
    int m_master;
    int m_slave = -1;
};

} // namespace

/// --report and --forget, as the real program does them.
class TestHistoryCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReportOfANamedHistory();
    void theConfigurationSaysWhereItsHistoryIs();
    void everyFormat_data();
    void everyFormat();
    void whatCannotBeReadIsSaid_data();
    void whatCannotBeReadIsSaid();
    void aGroupThatNobodyIsInIsSaid();
    void aReportWhileAnotherWrites();
    void forgettingDeletesWhatIsOfTheHistoryAndNoMore();
    void forgettingAsksWhereThereIsATerminal_data();
    void forgettingAsksWhereThereIsATerminal();
    void forgettingIsRefusedWhileSomebodyWrites();
    void nothingToForgetIsFine();
    void whatIsNoHistoryIsNotForgotten();
};

void TestHistoryCommands::aReportOfANamedHistory()
{
    SimulatedHistory history;
    fill(history);
    Program program;
    QVERIFY(
        program.run({u"--report"_s, u"--since=1h"_s, u"--format=json"_s, u"--history"_s, history.path()}));
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.errors(), QByteArray());
    const QJsonObject endpoint = reportIn(program)[u"endpoints"_s].toArray().first().toObject();
    QCOMPARE(endpoint[u"name"_s].toString(), u"Orders"_s);
    QCOMPARE(endpoint[u"measured_s"_s].toDouble(), 3'600.0);
    QVERIFY(std::abs(endpoint[u"checks"_s].toInt() - 360) <= 6); // whole minutes count
}

void TestHistoryCommands::theConfigurationSaysWhereItsHistoryIs()
{
    Program program;
    qputenv("XDG_DATA_HOME", QFile::encodeName(program.home()));
    program.setVariable(u"XDG_DATA_HOME"_s, program.home());
    const QString config = program.writeFile(u"fusebox.json"_s, "{}");
    const QString path = storage::historyFileFor(config);
    QVERIFY(path.startsWith(program.home()));
    QVERIFY(storage::startHistory(path, health::SystemClock().wallNow()));
    QVERIFY(program.run({u"--report"_s, u"--format=json"_s, u"--config"_s, config}));
    QCOMPARE(program.errors(), QByteArray());
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(reportIn(program)[u"endpoints"_s].toArray().isEmpty());
    QVERIFY(program.run({u"--report"_s, u"--config"_s, config + u".other"_s}));
    QCOMPARE(program.exitCode(), 2);
    QVERIFY(program.errors().contains("there is no history"));
}

void TestHistoryCommands::everyFormat_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("none") << QStringList() << QByteArray("<!DOCTYPE html>");
    QTest::newRow("html") << QStringList{u"--format=html"_s} << QByteArray("<!DOCTYPE html>");
    QTest::newRow("csv") << QStringList{u"--format=csv"_s} << QByteArray("kind,id,");
    QTest::newRow("json") << QStringList{u"--format=json"_s} << QByteArray("{\"from\":\"");
}

void TestHistoryCommands::everyFormat()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, begin);
    SimulatedHistory history;
    fill(history);
    Program program;
    QVERIFY(program.run(QStringList{u"--report"_s, u"--history"_s, history.path()} + arguments));
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(program.output().startsWith(begin));
}

void TestHistoryCommands::whatCannotBeReadIsSaid_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("missing") << u"missing"_s << QByteArray("there is no history");
    QTest::newRow("empty") << u"empty"_s << QByteArray("there is no history");
    QTest::newRow("damaged") << u"damaged"_s << QByteArray("is damaged");
    QTest::newRow("newer") << u"newer"_s << QByteArray("was written by a later Fusebox");
    QTest::newRow("another's") << u"another's"_s << QByteArray("is no history of Fusebox");
    QTest::newRow("a folder") << u"folder"_s << QByteArray("cannot be read");
}

void TestHistoryCommands::whatCannotBeReadIsSaid()
{
    QFETCH(const QString, kind);
    QFETCH(const QByteArray, words);
    SimulatedHistory history;
    Program program;
    QString path = history.path();
    if (kind == u"missing"_s)
        path += u".none"_s;
    else if (kind == u"folder"_s)
        path = program.home();
    else if (kind == u"empty"_s)
        writeFile(path = program.home() + u"/h.db"_s, {});
    else if (kind == u"damaged"_s)
        writeFile(path = program.home() + u"/h.db"_s, QByteArray(100'000, 'x'));
    else if (kind == u"newer"_s)
        execute(path, u"PRAGMA user_version=99"_s);
    else
        execute(path, u"PRAGMA application_id=1"_s);
    QVERIFY(program.run({u"--report"_s, u"--history"_s, path}));
    QCOMPARE(program.exitCode(), kind == u"folder"_s ? 1 : 2);
    QVERIFY2(program.errors().contains(words), program.errors().constData());
    QCOMPARE(program.errors().count('\n'), 1);
    QCOMPARE(program.output(), QByteArray());
}

void TestHistoryCommands::aGroupThatNobodyIsInIsSaid()
{
    SimulatedHistory history;
    fill(history);
    Program program;
    QVERIFY(program.run({u"--report"_s, u"--group=shpo"_s, u"--history"_s, history.path()}));
    QCOMPARE(program.exitCode(), 2);
    QCOMPARE(program.errors(),
             QByteArray("fusebox: --group: no endpoint is in \"shpo\"; the groups are \"shop\"\n"));
}

void TestHistoryCommands::aReportWhileAnotherWrites()
{
    SimulatedHistory history;
    fill(history);
    const auto lock = storage::HistoryLock::take(history.path());
    QVERIFY(lock);
    storage::Connection writing(history.path(), storage::Connection::Access::Write);
    storage::Transaction transaction(writing);
    writing.run(u"DELETE FROM slot"_s);
    Program program;
    QVERIFY(
        program.run({u"--report"_s, u"--since=1h"_s, u"--format=json"_s, u"--history"_s, history.path()}));
    QCOMPARE(program.errors(), QByteArray());
    QVERIFY(reportIn(program)[u"endpoints"_s].toArray().first()[u"checks"_s].toInt() > 300);
}

void TestHistoryCommands::forgettingDeletesWhatIsOfTheHistoryAndNoMore()
{
    Program program;
    const QString path = program.home() + u"/h.db"_s;
    QVERIFY(storage::startHistory(path, health::SystemClock().wallNow()));
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u".damaged-20261201T000000Z"_s,
                                  u".damaged-20261201T000000Z-wal"_s, u".mine"_s})
        writeFile(path + suffix, "x");
    writeFile(program.home() + u"/other.db.damaged-x"_s, "x");
    QVERIFY(program.run({u"--forget"_s, u"--history"_s, path}));
    QCOMPARE(program.exitCode(), 2);
    QVERIFY2(program.errors().contains("add --yes"), program.errors().constData());
    QVERIFY(QFile::exists(path));
    QVERIFY(program.run({u"--forget"_s, u"--yes"_s, u"--history"_s, path}));
    QCOMPARE(program.exitCode(), 0);
    const QStringList left = QDir(program.home()).entryList({u"*.db*"_s}, QDir::Files, QDir::Name);
    QCOMPARE(left, (QStringList{u"h.db.lock"_s, u"h.db.mine"_s, u"other.db.damaged-x"_s}));
}

void TestHistoryCommands::forgettingAsksWhereThereIsATerminal_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<bool>("isDeleted");
    QTest::newRow("yes") << QByteArray("yes\n") << true;
    QTest::newRow("y") << QByteArray("Y\n") << true;
    QTest::newRow("no") << QByteArray("n\n") << false;
    QTest::newRow("nothing") << QByteArray("\n") << false;
    QTest::newRow("the end") << QByteArray("\x04") << false;
}

void TestHistoryCommands::forgettingAsksWhereThereIsATerminal()
{
    QFETCH(const QByteArray, typed);
    QFETCH(const bool, isDeleted);
    Program program;
    const QString path = program.home() + u"/h.db"_s;
    QVERIFY(storage::startHistory(path, health::SystemClock().wallNow()));
    const Terminal terminal(program);
    QVERIFY(program.start({u"--forget"_s, u"--history"_s, path}));
    terminal.type(typed);
    QVERIFY(program.finish());
    QVERIFY2(program.errors().contains("It cannot be brought back. [y/N]"), program.errors().constData());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(QFile::exists(path), !isDeleted);
}

void TestHistoryCommands::forgettingIsRefusedWhileSomebodyWrites()
{
    SimulatedHistory history;
    const auto lock = storage::HistoryLock::take(history.path());
    QVERIFY(lock);
    Program program;
    QVERIFY(program.run({u"--forget"_s, u"--yes"_s, u"--history"_s, history.path()}));
    QCOMPARE(program.exitCode(), 2);
    const QByteArray who = "process " + QByteArray::number(qint64(::getpid())) + " writes this history";
    QVERIFY2(program.errors().contains(who), program.errors().constData());
    QVERIFY(QFile::exists(history.path()));
}

void TestHistoryCommands::nothingToForgetIsFine()
{
    Program program;
    program.setVariable(u"XDG_DATA_HOME"_s, program.home());
    QVERIFY(program.run({u"--forget"_s, u"--yes"_s}));
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(program.output().contains("there is no history"));
}

void TestHistoryCommands::whatIsNoHistoryIsNotForgotten()
{
    Program program;
    const QString path = program.writeFile(u"letter.txt"_s, "Dear friend, ...");
    QVERIFY(program.run({u"--forget"_s, u"--yes"_s, u"--history"_s, path}));
    QCOMPARE(program.exitCode(), 2);
    QVERIFY(program.errors().contains("is no history of Fusebox"));
    QVERIFY(QFile::exists(path));
}

FUSEBOX_LOOP_TEST(TestHistoryCommands)
#include "tst_history_commands.moc"
