// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/incidents.h"
#include "ui/models/incident_filter.h"

using namespace fusebox;
using namespace std::chrono_literals;
using testing::incident;
using ui::IncidentChoice;
using ui::IncidentModel;

namespace {

const QString orders = QStringLiteral("orders");
const QString search = QStringLiteral("search");

health::WallTime startOf(std::int64_t number)
{
    return incident(number, {orders}).outage.from;
}

} // namespace

class TestIncidentModel : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<IncidentModel> model;
    std::unique_ptr<ui::IncidentFilter> filter;

    QString cell(int row, IncidentModel::Column column) const
    {
        return filter->index(row, column).data().toString();
    }
    std::vector<std::int64_t> ids() const
    {
        std::vector<std::int64_t> ids;
        for (int row = 0; row < filter->rowCount(); ++row)
            ids.push_back(filter->index(row, 0)
                              .data(IncidentModel::IncidentRole)
                              .value<const history::Incident *>()
                              ->outage.id);
        return ids;
    }
    void choose(const QString &text, std::optional<IncidentChoice::Cause> cause = {},
                std::chrono::milliseconds atLeast = 0ms) const
    {
        IncidentChoice choice;
        choice.setText(text);
        choice.cause = cause;
        choice.atLeast = atLeast;
        filter->setChoice(choice);
    }
    using Ids = std::vector<std::int64_t>;

private Q_SLOTS:
    void init()
    {
        model = std::make_unique<IncidentModel>();
        filter = std::make_unique<ui::IncidentFilter>(*model);
        const auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
        new QAbstractItemModelTester(model.get(), fatal, model.get());
        new QAbstractItemModelTester(filter.get(), fatal, filter.get());
        model->setNow(startOf(100));
    }
    void cleanup()
    {
        filter.reset();
        model.reset();
    }

    void theNewestComesFirst()
    {
        model->set({incident(1, {orders}), incident(3, {orders}), incident(2, {orders})});
        QCOMPARE(ids(), (Ids{3, 2, 1}));
    }

    void aLineSaysWhenHowLongWhyAndWhom()
    {
        history::Incident shared = incident(1, {orders, search}, 12min + 5s);
        shared.outage.cause = {health::CauseKind::Host, QStringLiteral("shop.example")};
        shared.outage.worstLatency = 1240ms;
        model->set({shared});
        QVERIFY(cell(0, IncidentModel::StartColumn).startsWith(QStringLiteral("20 Nov ")));
        QCOMPARE(cell(0, IncidentModel::LengthColumn), QStringLiteral("12 min 5 s"));
        QCOMPARE(cell(0, IncidentModel::CauseColumn),
                 QStringLiteral("host shop.example: connection refused"));
        QCOMPARE(cell(0, IncidentModel::AffectedColumn), QStringLiteral("The orders and 1 other"));
        QCOMPARE(cell(0, IncidentModel::WorstColumn), QStringLiteral("1.24 s"));
    }

    void oneThatLastsSaysSoAndGrows()
    {
        model->set({incident(1, {orders}, std::nullopt)});
        model->setNow(startOf(1) + 3min);
        QCOMPARE(cell(0, IncidentModel::LengthColumn), QStringLiteral("lasts, 3 min"));
        model->setNow(startOf(1) + 4min);
        QCOMPARE(cell(0, IncidentModel::LengthColumn), QStringLiteral("lasts, 4 min"));
        model->setNow(startOf(1) - 1h); // the clock was set back
        QCOMPARE(cell(0, IncidentModel::LengthColumn), QStringLiteral("lasts, 0 s"));
    }

    void anotherYearIsSaid()
    {
        model->set({incident(1, {orders})});
        model->setNow(startOf(1) + std::chrono::years(1));
        QVERIFY(cell(0, IncidentModel::StartColumn).startsWith(QStringLiteral("20 Nov 2026 ")));
    }

    void oneOfUnknownTitleIsCalledByItsId()
    {
        history::Incident unknown = incident(1, {orders});
        unknown.titles.clear();
        model->set({unknown});
        QCOMPARE(cell(0, IncidentModel::AffectedColumn), orders);
    }

    void namesAreOneLineOfPlainText()
    {
        history::Incident hostile = incident(1, {orders});
        hostile.titles.front().name = QStringLiteral("a\n<b>b</b>\u202e");
        model->set({hostile});
        QCOMPARE(cell(0, IncidentModel::AffectedColumn), QStringLiteral("a <b>b</b>"));
        const QString tip = filter->index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("a &lt;b&gt;b")), qPrintable(tip));
    }

    /// Else what is chosen and where a person has scrolled to would be lost, every other second.
    void whatStaysIsNotMovedByWhatComesAndGoes()
    {
        model->set({incident(1, {orders}), incident(2, {orders}), incident(4, {orders})});
        const QPersistentModelIndex second(model->index(1, 0));
        QSignalSpy resets(model.get(), &QAbstractItemModel::modelReset);
        model->set({incident(2, {orders, search}), incident(3, {orders}), incident(5, {orders})});
        QCOMPARE(ids(), (Ids{5, 3, 2}));
        QCOMPARE(second.row(), 2);
        QCOMPARE(model->index(2, IncidentModel::AffectedColumn).data().toString(),
                 QStringLiteral("The orders and 1 other"));
        QVERIFY(resets.isEmpty());
    }

    void oneThatBeganEarlierThanWasKnownMoves()
    {
        model->set({incident(2, {orders}), incident(3, {orders})});
        history::Incident earlier = incident(3, {orders});
        earlier.outage.from = startOf(1);
        model->set({incident(2, {orders}), earlier});
        QCOMPARE(ids(), (Ids{2, 3}));
    }

    void olderOnesThanTheMostAreLeftOut()
    {
        std::vector<history::Incident> many;
        for (std::size_t i = 0; i < IncidentModel::most + 5; ++i)
            many.push_back(incident(std::int64_t(i), {orders}));
        model->set(many);
        QCOMPARE(model->rowCount(), int(IncidentModel::most));
        QVERIFY(model->isCut());
        QVERIFY(!model->find(4));
        QVERIFY(model->find(5));
        model->set({many.front()});
        QVERIFY(!model->isCut());
    }

    void wordsAreSoughtInNamesIdsGroupsCauseAndNotes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::newRow("name") << QStringLiteral("THE ord") << true;
        QTest::newRow("group") << QStringLiteral("shop") << true;
        QTest::newRow("cause") << QStringLiteral("refused") << true;
        QTest::newRow("note") << QStringLiteral("switch") << true;
        QTest::newRow("each of two words") << QStringLiteral("shop refused") << true;
        QTest::newRow("one of two words") << QStringLiteral("shop search") << false;
    }

    void wordsAreSoughtInNamesIdsGroupsCauseAndNotes()
    {
        QFETCH(QString, text);
        QFETCH(bool, found);
        history::Incident noted = incident(1, {orders});
        noted.notes.push_back({startOf(1), QStringLiteral("the Switch was off")});
        model->set({noted});
        choose(text);
        QCOMPARE(filter->rowCount(), found ? 1 : 0);
    }

    void anEndpointsOwnTroubleIsACauseOfItsOwn()
    {
        history::Incident shared = incident(1, {orders, search});
        shared.outage.cause = {health::CauseKind::Issuer, QStringLiteral("Some CA")};
        model->set({shared, incident(2, {orders})});
        choose({}, IncidentChoice::Cause());
        QCOMPARE(ids(), (Ids{2}));
        choose({}, IncidentChoice::Cause(health::CauseKind::Issuer));
        QCOMPARE(ids(), (Ids{1}));
        choose({}, IncidentChoice::Cause(health::CauseKind::Host));
        QCOMPARE(ids(), Ids());
    }

    void oneThatLastsIsShownOnceItIsLongEnough()
    {
        model->set(
            {incident(1, {orders}, 59s), incident(2, {orders}, 60s), incident(3, {orders}, std::nullopt)});
        model->setNow(startOf(3) + 30s);
        choose({}, {}, 1min);
        QCOMPARE(ids(), (Ids{2}));
        model->setNow(startOf(3) + 1min);
        QCOMPARE(ids(), (Ids{3, 2}));
    }

    void anIncidentIsFoundByEndpointAndTime()
    {
        history::Incident shared = incident(1, {orders, search});
        shared.outage.endpoints[1].to = shared.outage.from + 1min; // recovered before the other
        model->set({shared, incident(2, {orders}, std::nullopt)});
        const auto idAt = [this](const QString &id, health::WallTime at) {
            const history::Incident *found = model->findAt(id, at - 1s, at + 1s);
            return found ? found->outage.id : 0;
        };
        QCOMPARE(idAt(orders, startOf(1) + 5min), 1);
        QCOMPARE(idAt(search, startOf(1) + 1min + 1s), 1);
        QCOMPARE(idAt(search, startOf(1) + 5min), 0);
        QCOMPARE(idAt(orders, startOf(1) - 2s), 0);
        QCOMPARE(idAt(orders, startOf(9)), 2);
    }

    void aNoteIsThereAtOnceAndSought()
    {
        model->set({incident(1, {orders})});
        choose(QStringLiteral("cable"));
        QCOMPARE(filter->rowCount(), 0);
        model->addNote(1, {startOf(2), QStringLiteral("a cable")});
        QCOMPARE(filter->rowCount(), 1);
        QCOMPARE(model->find(1)->notes.size(), 1U);
        model->addNote(7, {startOf(2), QStringLiteral("of one that is gone")});
    }
};

FUSEBOX_LOOP_TEST(TestIncidentModel)
#include "tst_incident_model.moc"
