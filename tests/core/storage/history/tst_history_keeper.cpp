// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "tests/core/storage/history/history_folder.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using storage::Layer;

namespace {

const QString id = u"orders"_s;

} // namespace

/// From what the monitor tells to what is read from the disk.
class TestHistoryKeeper : public QObject
{
    Q_OBJECT

private:
    testing::HistoryFolder m_history;

    /// A check each second, for so long; every tenth fails.
    void check(storage::HistoryKeeper &keeper, std::chrono::seconds time)
    {
        for (int second = 0; second < time.count(); ++second) {
            m_history.happen(keeper, id,
                             second % 10 == 9 ? testing::failure(resilience::ErrorClass::Refused)
                                              : testing::success(20ms));
            m_history.clock.advance(1s);
        }
    }

private Q_SLOTS:
    void whatWasIsRead()
    {
        const auto keeper = m_history.keeper();
        QVERIFY(keeper);
        m_history.meet(*keeper, id);
        check(*keeper, 60s);
        keeper->flush();

        const auto reader = m_history.reader();
        QVERIFY(reader);
        QCOMPARE(reader->endpoints().size(), 1U);
        history::Body sum;
        for (const auto &stored : reader->bodies(id, m_history.last(1min), Layer::TenSeconds))
            sum += stored.body;
        QCOMPARE(sum.answered(), 54U);
        QCOMPARE(sum.failed(), 6U);
        QCOMPARE(sum.latencies.total(), 54U);
        const auto uptime = reader->uptime(id, {m_history.last(1min)});
        QCOMPARE(uptime.front().time.up, 54s);
        QCOMPARE(uptime.front().time.down, 6s);
    }

    void itHandsOnByItself()
    {
        const testing::HistoryFolder history;
        const auto keeper = history.keeper();
        QVERIFY(keeper);
        history.meet(*keeper, id);
        history.happen(*keeper, id, health::ManualEvent{});
        QTRY_COMPARE_WITH_TIMEOUT(history.reader()->events({}).size(), 1U, 10'000);
    }

    void itSaysHowItStands()
    {
        const testing::HistoryFolder history;
        const auto keeper = history.keeper();
        QSignalSpy changed(keeper.get(), &storage::HistoryKeeper::stateChanged);
        keeper->flush();
        QVERIFY(changed.count() > 0 || changed.wait());
        QCOMPARE(keeper->state().kind, storage::HistoryState::Kind::Writing);
    }

    void anOutageIsKeptWithItsNotes()
    {
        testing::HistoryFolder history;
        const auto keeper = history.keeper();
        history.meet(*keeper, id);
        history.happen(*keeper, id,
                       health::StatusEvent{health::Status::Healthy,
                                           health::Status::Unhealthy,
                                           {{health::ReasonKind::CheckFailed}}});
        keeper->flush();
        keeper->addNote(history.reader()->outages({}).front().outage.id, u"the switch"_s);
        history.clock.advance(90s);
        history.happen(*keeper, id,
                       health::StatusEvent{health::Status::Unhealthy, health::Status::Healthy, {}});
        keeper->flush();
        const auto outages = history.reader()->outages({});
        QCOMPARE(outages.size(), 1U);
        QCOMPARE(outages.front().outage.length(), std::optional<std::chrono::milliseconds>(90s));
        QCOMPARE(outages.front().notes.front().text, u"the switch"_s);
    }

    /// The next run goes on with it, under the same number.
    void anOutageGoesOnInTheNextRun()
    {
        testing::HistoryFolder history;
        const auto down = [&](storage::HistoryKeeper &keeper) {
            history.meet(keeper, id);
            history.happen(keeper, id,
                           health::StatusEvent{health::Status::Unknown,
                                               health::Status::Unhealthy,
                                               {{health::ReasonKind::CheckFailed}}});
        };
        down(*history.keeper());
        history.clock.advance(1h);
        down(*history.keeper());
        history.clock.advance(1h);
        const auto outages = history.reader()->outages({});
        QCOMPARE(outages.size(), 1U);
        QVERIFY(!outages.front().outage.to);
    }

    /// A new history begins where the old was damaged, and knows who is watched.
    void whatBeginsAnewKnowsWhoIsWatched()
    {
        const testing::HistoryFolder history;
        const auto keeper = history.keeper();
        health::MonitorUpdate update =
            testing::updateOf({testing::endpoint(id, health::Status::Unknown, u"Orders"_s)});
        update.at = history.clock.moment();
        keeper->add(std::make_shared<const health::MonitorUpdate>(update));
        keeper->flush();
        loseATable(history.path());
        history.happen(*keeper, id, health::ManualEvent{});
        keeper->flush(); // fails, and lets go of the file
        overwrite(history.path());
        keeper->flush();
        QTRY_VERIFY(!keeper->state().setAside.isEmpty());
        keeper->flush();
        QCOMPARE(history.reader()->endpoints().front().name, u"Orders"_s);
    }

private:
    static void loseATable(const QString &path)
    {
        storage::Connection connection(path, storage::Connection::Access::Write);
        connection.run(u"DROP TABLE event"_s);
        QVERIFY(!connection.fault());
    }
    static void overwrite(const QString &path)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write(QByteArray(file.size(), 'x')), file.size());
    }
};

FUSEBOX_LOOP_TEST(TestHistoryKeeper)
#include "tst_history_keeper.moc"
