// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTest>

#include "tests/core/storage/history/history_folder.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using storage::startHistory;
using storage::WallTime;

namespace {

const WallTime now(1'700'000'000s);

mode_t modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 0777U : 0;
}

void run(const QString &path, const QString &statement)
{
    storage::Connection connection(path, storage::Connection::Access::Write);
    connection.run(statement);
    QVERIFY2(!connection.fault(), connection.fault() ? qPrintable(connection.fault()->words) : "");
}

} // namespace

class TestHistoryStart : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_number = 0;

    /// Another one each time.
    QString path() { return m_folder.filePath(u"of/many/h%1.db"_s.arg(++m_number)); }

private Q_SLOTS:
    void whatIsMadeIsItsOwnersAlone()
    {
        const QString file = path();
        QVERIFY(startHistory(file, now));
        QCOMPARE(modeOf(file), 0600U);
        QCOMPARE(modeOf(file + u".lock"_s), 0600U);
        QCOMPARE(modeOf(m_folder.filePath(u"of/many"_s)), 0700U);
    }

    void itIsHeldAsLongAsItLives()
    {
        const QString file = path();
        auto first = startHistory(file, now);
        QVERIFY(first);
        const auto second = startHistory(file, now);
        QVERIFY(!second);
        QCOMPARE(std::get<storage::HeldBy>(second.error()).process, QCoreApplication::applicationPid());
        first->lock.reset();
        QVERIFY(startHistory(file, now));
    }

    void oneOfALaterFuseboxIsRefused()
    {
        const QString file = path();
        QVERIFY(startHistory(file, now));
        run(file, u"PRAGMA user_version=%1"_s.arg(storage::schemaVersion + 1));
        const auto start = startHistory(file, now);
        QVERIFY(!start);
        QCOMPARE(std::get<storage::ForeignFile>(start.error()).version, storage::schemaVersion + 1);
    }

    void whatIsNoHistoryIsRefused()
    {
        const QString file = path();
        QVERIFY(QDir().mkpath(QFileInfo(file).path()));
        run(file, u"CREATE TABLE of_others (a)"_s);
        const auto start = startHistory(file, now);
        QVERIFY(!start);
        QCOMPARE(std::get<storage::ForeignFile>(start.error()).version, 0);
    }

    void damageIsPutAsideWithItsDate()
    {
        const QString file = path();
        QVERIFY(startHistory(file, now));
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write(QByteArray(50'000, 'x'));
        damaged.close();
        const auto start = startHistory(file, now);
        QVERIFY(start);
        QCOMPARE(start->setAside, file + u".damaged-20231114T221320Z"_s);
        QVERIFY(QFile::exists(start->setAside));
        QVERIFY(storage::HistoryReader::open(file));
    }

    void aDiskThatIsNotThereIsNoFault()
    {
        const auto start = startHistory(u"/proc/no/folder/h.db"_s, now);
        QVERIFY(start);
        QVERIFY(!start->lock);
    }

    void circuitsAndOutagesThatLastAreTakenUp()
    {
        testing::HistoryFolder history;
        const QString orders = u"orders"_s;
        {
            const auto keeper = history.keeper();
            history.meet(*keeper, orders);
            history.keep(*keeper, orders,
                         {.savedAt = history.clock.now(),
                          .state = resilience::CircuitState::Open,
                          .openUntil = history.clock.now() + 30s});
            history.happen(*keeper, orders,
                           health::StatusEvent{health::Status::Healthy,
                                               health::Status::Unhealthy,
                                               {{health::ReasonKind::CircuitOpen}}});
        }
        const auto start = startHistory(history.path(), history.clock.wallNow());
        QVERIFY(start);
        QCOMPARE(start->lasting.size(), 1U);
        QCOMPARE(start->lasting.front().endpoints.front().id, orders);
        QCOMPARE(start->circuits.size(), 1U);
        const storage::StoredCircuit &stored = start->circuits.front();
        QCOMPARE(stored.endpoint, orders);
        QCOMPARE(stored.at, history.clock.wallNow());
        QVERIFY(stored.circuit.state == resilience::CircuitState::Open);
        QCOMPARE(*stored.circuit.openUntil - stored.circuit.savedAt, 30s);
        QVERIFY(rememberedIn(*start, stored.at + 20s).at(orders).elapsed == 20s);
        QVERIFY(rememberedIn(*start, stored.at - 24h).at(orders).elapsed == 0s); // the clock was set back
    }

    void aCircuitHasTheFailureOfItsOwnTripAlone_data()
    {
        QTest::addColumn<QString>("first"); // that the outage hit
        QTest::addColumn<resilience::ErrorClass>("error");
        QTest::addColumn<bool>("isIts");
        QTest::newRow("its own") << u"orders"_s << resilience::ErrorClass::Refused << true;
        QTest::newRow("another's, of the same outage")
            << u"pay"_s << resilience::ErrorClass::Refused << false;
        QTest::newRow("of another kind") << u"orders"_s << resilience::ErrorClass::HttpStatus << false;
    }

    void aCircuitHasTheFailureOfItsOwnTripAlone()
    {
        QFETCH(const QString, first);
        QFETCH(const resilience::ErrorClass, error);
        storage::HistoryStart start;
        resilience::SavedCircuit circuit;
        circuit.lastTrip.emplace().lastError = resilience::ErrorClass::Refused;
        start.circuits.push_back({u"orders"_s, now, circuit});
        history::OutageRecord outage;
        outage.failure = probe::ProbeFailure{{.errorClass = error}};
        outage.endpoints = {{.id = first}, {.id = u"orders"_s}};
        start.lasting.push_back(outage);
        QTEST(rememberedIn(start, now).at(u"orders"_s).failure.has_value(), "isIts");
    }

    void whoWasWatchedIsKnownUntilTheRunBeforeEnded()
    {
        testing::HistoryFolder history;
        const QString orders = u"orders"_s;
        QVERIFY(startHistory(history.path(), now)->watched.empty());
        {
            const auto keeper = history.keeper();
            history.meet(*keeper, orders);
            history.clock.advance(25s);
        }
        const storage::WallTime ended = history.clock.wallNow();
        history.clock.advance(5h);
        const auto watched = startHistory(history.path(), history.clock.wallNow())->watched;
        QCOMPARE(watched.size(), 1U);
        QCOMPARE(watched.front().id, orders);
        QVERIFY(watched.front().at >= ended && watched.front().at - ended < history::slotLength);
    }

    void aCircuitGoesWithItsEndpoint()
    {
        testing::HistoryFolder history;
        const QString orders = u"orders"_s;
        {
            const auto keeper = history.keeper();
            history.meet(*keeper, orders);
            history.keep(*keeper, orders, {});
            keeper->flush();
            health::MonitorUpdate update;
            update.at = history.clock.moment();
            update.removed = {orders};
            keeper->add(std::make_shared<const health::MonitorUpdate>(update));
        }
        QVERIFY(startHistory(history.path(), history.clock.wallNow())->circuits.empty());
    }
};

FUSEBOX_LOOP_TEST(TestHistoryStart)
#include "tst_history_start.moc"
