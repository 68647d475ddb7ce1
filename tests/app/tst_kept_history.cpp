// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QFile>
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/storage/history/history_reader.h"
#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::Program;

namespace {

/// Its circuit opens with the first failure, and for a minute.
QByteArray oneEndpoint(const QUrl &url)
{
    return R"({"endpoints": [{"id": "orders", "interval": "250ms", "retry": {"max_attempts": 1}, )"
           R"("circuit": {"failure_threshold": 1, "recovery_timeout": "60s"}, "url": ")" +
           url.toEncoded() + "\"}]}";
}

/// The transition is.
bool isOnTheDisk(const QString &history)
{
    const auto reader = fusebox::storage::HistoryReader::open(history);
    return reader && !(*reader)->events({.kinds = {fusebox::storage::EventKind::Transition}}).empty();
}

} // namespace

/// The real program, which keeps what was and takes it up again.
class TestKeptHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOpenCircuitIsOpenInTheNextRun_data();
    void anOpenCircuitIsOpenInTheNextRun();
    void aRecoveredCircuitIsClosedInTheNextRun();
    void aSecondWriterIsToldWhoTheFirstIs();
};

void TestKeptHistory::anOpenCircuitIsOpenInTheNextRun_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("ended in order") << SIGTERM;
    QTest::newRow("killed") << SIGKILL;
}

/// With its reason, and nobody is asked before its time is over.
void TestKeptHistory::anOpenCircuitIsOpenInTheNextRun()
{
    QFETCH(const int, signal);
    const fusebox::demo::FaultServer server(fusebox::demo::answer(503));
    Program program;
    const QString config = program.writeFile(u"c.json"_s, oneEndpoint(server.url()));
    const QStringList arguments{u"--json"_s, u"--config"_s, config, u"--history"_s,
                                program.home() + u"/h.db"_s};
    QVERIFY(program.start(arguments));
    QTRY_VERIFY(program.output().contains("\"to\":\"open\""));
    QTRY_VERIFY_WITH_TIMEOUT(signal != SIGKILL || isOnTheDisk(program.home() + u"/h.db"_s), 10'000);
    program.send(signal);
    QVERIFY(program.finish());
    const int asked = server.connections();

    Program next;
    QVERIFY(next.start(arguments));
    QTRY_VERIFY(next.output().contains("circuit_open"));
    QVERIFY(!next.output().contains("\"outcome\":\"failure\""));
    QCOMPARE(server.connections(), asked);
}

void TestKeptHistory::aRecoveredCircuitIsClosedInTheNextRun()
{
    bool isWell = false;
    const fusebox::demo::FaultServer server(
        [&](const auto &) { return fusebox::demo::answer(isWell ? 200 : 503); });
    Program program;
    QByteArray json = oneEndpoint(server.url());
    const QString config =
        program.writeFile(u"c.json"_s, json.replace("\"60s\"}", "\"500ms\", \"success_threshold\": 1}"));
    const QStringList arguments{u"--json"_s, u"--config"_s, config, u"--history"_s,
                                program.home() + u"/h.db"_s};
    QVERIFY(program.start(arguments));
    QTRY_VERIFY(program.output().contains("\"to\":\"open\""));
    isWell = true;
    QTRY_VERIFY(program.output().contains("\"to\":\"closed\""));
    program.send(SIGTERM);
    QVERIFY(program.finish());

    Program next;
    QVERIFY(next.start(arguments));
    QTRY_VERIFY(next.output().contains("\"outcome\":\"success\""));
    QVERIFY(!next.output().contains("circuit_open"));
}

void TestKeptHistory::aSecondWriterIsToldWhoTheFirstIs()
{
    const fusebox::demo::FaultServer server(fusebox::demo::answer(200));
    Program first;
    const QString config = first.writeFile(u"c.json"_s, oneEndpoint(server.url()));
    const QStringList arguments{u"--json"_s, u"--config"_s, config, u"--history"_s,
                                first.home() + u"/h.db"_s};
    QVERIFY(first.start(arguments));
    QTRY_VERIFY(first.output().contains("success"));
    Program second;
    QVERIFY(second.run(arguments));
    QCOMPARE(second.exitCode(), 2);
    const QByteArray said = second.errors();
    QVERIFY2(
        said.contains("process " + QByteArray::number(first.process().processId()) + " writes this history"),
        said);
}

FUSEBOX_LOOP_TEST(TestKeptHistory)
#include "tst_kept_history.moc"
