// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/test_program.h"
#include "ui/rows/endpoint_store.h"
#include "ui/window/situation.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Incident;
using health::Status;

namespace {

const QString a = QStringLiteral("a");
const QString b = QStringLiteral("b");
const QString c = QStringLiteral("c");

Incident incidentOf(std::vector<settings::EndpointId> failing, const char *host = "shop.example")
{
    return {.cause = {health::CauseKind::Host, QString::fromLatin1(host)},
            .failing = std::move(failing),
            .sharing = 3};
}

} // namespace

/// What the banner says, without a banner.
class TestSituation : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;
    ui::EndpointStore store;
    ui::Situation situation{store};
    health::MonitorUpdate update;

    [[nodiscard]] ui::Situation::Headline headline() const { return situation.headline(clock.now()); }
    void take(std::vector<Incident> incidents = {})
    {
        update.incidents = std::make_shared<const std::vector<Incident>>(std::move(incidents));
        store.apply(update);
        situation.take(update);
    }

private Q_SLOTS:
    void init()
    {
        store = ui::EndpointStore();
        update = testing::updateOf({testing::endpoint(a, Status::Degraded),
                                    testing::endpoint(b, Status::Unhealthy), testing::endpoint(c)});
    }

    void withoutEndpointsNobodyIsToBlame()
    {
        update = {};
        take();
        QCOMPARE(headline().status, Status::Unknown);
        QVERIFY(headline().cause.isEmpty());
        QVERIFY(situation.culprit().isEmpty());
    }

    void allWellHasNoCulprit()
    {
        update = testing::updateOf({testing::endpoint(a), testing::endpoint(b)});
        take();
        QCOMPARE(headline().status, Status::Healthy);
        QCOMPARE(headline().overview, QStringLiteral("All 2 endpoints healthy"));
        QVERIFY(situation.culprit().isEmpty());
    }

    void theWorstIsTheCulprit()
    {
        take();
        QCOMPARE(situation.culprit(), b);
        QCOMPARE(headline().status, Status::Unhealthy);
        QVERIFY(headline().cause.startsWith(b));
    }

    void anIncidentsCulpritIsWhoFailedFirst()
    {
        take({incidentOf({a, b})});
        QCOMPARE(situation.culprit(), a);
        QVERIFY(headline().cause.contains(QStringLiteral("shop.example")));
    }

    void theLargestIncidentIsTheCause()
    {
        take({incidentOf({a, b}, "small.example"), incidentOf({c, a, b}, "large.example")});
        QCOMPARE(situation.culprit(), c);
        QVERIFY(headline().cause.contains(QStringLiteral("large.example")));
    }

    void oneAloneIsNoIncidentToSpeakOf()
    {
        take({incidentOf({a})});
        QCOMPARE(situation.culprit(), b);
        QVERIFY(situation.companyOf(a).isEmpty());
    }

    void companyIsOfThoseInTheIncidentAlone()
    {
        take({incidentOf({a, b})});
        QCOMPARE(situation.companyOf(b), QStringLiteral("fails together with 1 other: host shop.example"));
        QVERIFY(situation.companyOf(c).isEmpty());
    }

    void offlineComesBeforeWhatIsWrongWithOthers()
    {
        update.offlineSince = clock.moment();
        take({incidentOf({a, b})});
        QVERIFY(headline().overview.startsWith(QStringLiteral("You are offline since ")));
        QCOMPARE(situation.culprit(), b); // by itself: what fails together offline says nothing
    }

    void ownTroubleAloneIsUnknownNotHealthy()
    {
        update = testing::updateOf({testing::endpoint(a)});
        update.offlineSince = clock.moment();
        take();
        QCOMPARE(headline().status, Status::Unknown);
    }

    void whatIsOverIsNotSaidAnyMore()
    {
        update.offlineSince = clock.moment();
        take({incidentOf({a, b})});
        update = testing::updateOf({testing::endpoint(a), testing::endpoint(b), testing::endpoint(c)});
        take();
        QCOMPARE(headline().overview, QStringLiteral("All 3 endpoints healthy"));
        QVERIFY(headline().cause.isEmpty());
        QVERIFY(situation.companyOf(a).isEmpty());
    }
};

FUSEBOX_LOOP_TEST(TestSituation)
#include "tst_situation.moc"
