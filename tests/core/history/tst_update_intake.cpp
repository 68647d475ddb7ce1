// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/update_intake.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using health::MonitorUpdate;
using health::MonitorUpdatePtr;
using history::UpdateIntake;

namespace {

MonitorUpdatePtr updateOf(std::size_t changed, std::size_t events)
{
    std::vector<health::EndpointSnapshot> snapshots(
        changed, testing::endpoint(QStringLiteral("a"), health::Status::Healthy));
    MonitorUpdate update = testing::updateOf(std::move(snapshots));
    update.events.resize(events);
    update.removed = {QStringLiteral("gone")};
    return std::make_shared<const MonitorUpdate>(std::move(update));
}

/// "removed/changed/events" of each portion, the last of an update with a full stop.
QStringList portions(history::UpdateIntake &intake, std::size_t known)
{
    QStringList result;
    while (!intake.isEmpty()) {
        const auto [part, finished] = intake.next(known);
        result << QStringLiteral("%1/%2/%3%4")
                      .arg(part.removed.size())
                      .arg(part.changed.size())
                      .arg(part.events.size())
                      .arg(finished ? u"." : u"");
    }
    return result;
}

} // namespace

class TestUpdateIntake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsOutWhatIsLargeInParts_data()
    {
        QTest::addColumn<int>("changed");
        QTest::addColumn<int>("events");
        QTest::addColumn<int>("known");
        QTest::addColumn<QString>("expected");
        QTest::newRow("small: at once") << 100 << 156 << 1000 << QStringLiteral("1/100/156.");
        QTest::newRow("one too many") << 100 << 157 << 1000 << QStringLiteral("1/100/156 0/0/1.");
        QTest::newRow("changes come before events")
            << 600 << 300 << 1000 << QStringLiteral("1/256/0 0/256/0 0/88/168 0/0/132.");
        QTest::newRow("events alone") << 0 << 512 << 1000 << QStringLiteral("1/0/256 0/0/256.");
        QTest::newRow("new endpoints: at once") << 600 << 300 << 599 << QStringLiteral("1/600/300.");
        QTest::newRow("nothing but a removal") << 0 << 0 << 0 << QStringLiteral("1/0/0.");
    }
    void handsOutWhatIsLargeInParts()
    {
        QFETCH(int, changed);
        QFETCH(int, events);
        QFETCH(int, known);
        history::UpdateIntake intake;
        intake.add(updateOf(std::size_t(changed), std::size_t(events)));
        QTEST(portions(intake, std::size_t(known)).join(u' '), "expected");
    }

    void keepsTheOrderOfUpdates()
    {
        history::UpdateIntake intake;
        const MonitorUpdatePtr first = updateOf(300, 0);
        const MonitorUpdatePtr second = updateOf(1, 0);
        intake.add(first);
        QVERIFY(!intake.next(1000).finished);
        intake.add(second);
        QCOMPARE(intake.next(1000).finished, first);
        QCOMPARE(intake.next(1000).finished, second);
        QVERIFY(intake.isEmpty());
    }

    void letsGoOfWhatIsFinished()
    {
        history::UpdateIntake intake;
        MonitorUpdatePtr update = updateOf(300, 0);
        const std::weak_ptr<const MonitorUpdate> watched = update;
        intake.add(std::move(update));
        (void)intake.next(1000);
        QVERIFY(!watched.expired());
        (void)intake.next(1000);
        QVERIFY(watched.expired());
    }
};

FUSEBOX_LOOP_TEST(TestUpdateIntake)
#include "tst_update_intake.moc"
