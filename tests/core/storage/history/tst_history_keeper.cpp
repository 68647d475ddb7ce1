// SPDX-License-Identifier: GPL-3.0-or-later
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
};

FUSEBOX_LOOP_TEST(TestHistoryKeeper)
#include "tst_history_keeper.moc"
