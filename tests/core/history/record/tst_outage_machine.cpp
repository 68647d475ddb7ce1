// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/outage_machine.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::ReasonKind;
using health::Status;
using health::WallTime;
using history::OutageMachine;
using history::OutageRecord;

namespace {

const WallTime start(1'000'000s);
const QString orders = u"orders"_s;
const QString stock = u"stock"_s;
const QString mail = u"mail"_s;

std::vector<health::StatusReason> because(ReasonKind kind)
{
    health::StatusReason reason{.kind = kind};
    if (kind == ReasonKind::CheckFailed) {
        reason.failure.emplace().errorClass = resilience::ErrorClass::Refused;
        reason.failure->detail = "Connection refused";
    }
    return {reason};
}

/// A machine, and what it has told so far.
struct Outages : OutageMachine
{
    using OutageMachine::OutageMachine;

    std::map<std::int64_t, OutageRecord> known = {};
    std::vector<history::MergedOutage> merged = {};

    void happen(std::chrono::milliseconds at, const QString &id, decltype(health::Event::what) what)
    {
        add(start + at, testing::event(id, {}, std::move(what)));
    }
    void become(std::chrono::milliseconds at, const QString &id, Status status,
                ReasonKind reason = ReasonKind::CheckFailed)
    {
        const bool isWell =
            status == Status::Healthy || status == Status::Paused || status == Status::Unknown;
        happen(at, id,
               health::StatusEvent{Status::Unknown, status,
                                   isWell ? std::vector<health::StatusReason>() : because(reason)});
    }
    void incident(std::chrono::milliseconds at, health::IncidentChange change, int number,
                  std::vector<QString> failing)
    {
        health::IncidentEvent event{.change = change};
        event.incident.number = number;
        event.incident.cause = {health::CauseKind::Host, u"db.example"_s};
        event.incident.failing = std::move(failing);
        happen(at, {}, event);
    }
    /// After so long.
    const std::map<std::int64_t, OutageRecord> &at(std::chrono::milliseconds time)
    {
        advance(start + time);
        Changes changes = take();
        for (OutageRecord &outage : changes.changed)
            known[outage.id] = outage;
        for (const history::MergedOutage &one : changes.merged) {
            known.erase(one.id);
            merged.push_back(one);
        }
        return known;
    }
    /// The only one there is.
    OutageRecord only(std::chrono::milliseconds time)
    {
        const auto &all = at(time);
        return all.size() == 1 ? all.begin()->second : OutageRecord();
    }
};

} // namespace

class TestOutageMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itBeginsWhenOneBecomesUnhealthy()
    {
        Outages outages;
        outages.become(5s, orders, Status::Unhealthy);
        const OutageRecord outage = outages.only(6s);
        QCOMPARE(outage.from, start + 5s);
        QVERIFY(!outage.to);
        QCOMPARE(outage.endpoints.size(), 1U);
        QCOMPARE(outage.endpoints.front().id, orders);
        QCOMPARE(outage.failure->detail, "Connection refused");
        QVERIFY(!outage.cause);
    }

    void itEndsWhenItRecovers()
    {
        Outages outages;
        outages.become(5s, orders, Status::Unhealthy);
        outages.become(65s, orders, Status::Healthy);
        QCOMPARE(outages.only(70s).length(), std::optional<std::chrono::milliseconds>(60s));
    }

    /// Half-open is degraded, and no recovery yet.
    void degradedIsNoRecovery()
    {
        Outages outages;
        outages.become(0s, orders, Status::Unhealthy);
        outages.become(10s, orders, Status::Degraded, ReasonKind::HalfOpen);
        QVERIFY(!outages.only(20s).to);
        outages.become(30s, orders, Status::Healthy);
        QCOMPARE(outages.only(40s).to, std::optional(start + 30s));
    }

    void aMinuteOfDegradedIsOne()
    {
        Outages outages;
        outages.become(10s, orders, Status::Degraded, ReasonKind::Slow);
        QVERIFY(outages.at(69'999ms).empty());
        QCOMPARE(outages.only(70s).from, start + 10s);
    }

    void lessThanAMinuteIsNone()
    {
        Outages outages;
        outages.become(0s, orders, Status::Degraded, ReasonKind::Slow);
        outages.become(59s, orders, Status::Healthy);
        QVERIFY(outages.at(10min).empty());
    }

    void whatIsNoFaultIsNone_data()
    {
        QTest::addColumn<Status>("status");
        QTest::addColumn<ReasonKind>("reason");
        QTest::newRow("expires soon") << Status::Degraded << ReasonKind::CertificateExpiresSoon;
        QTest::newRow("forced open") << Status::Unhealthy << ReasonKind::ForcedOpen;
        QTest::newRow("disabled") << Status::Degraded << ReasonKind::CircuitDisabled;
    }
    void whatIsNoFaultIsNone()
    {
        QFETCH(Status, status);
        QFETCH(ReasonKind, reason);
        Outages outages;
        outages.become(0s, orders, status, reason);
        QVERIFY(outages.at(1h).empty());
    }

    /// The status stays the same, so no event tells of it.
    void whatItIsDegradedByMayChange()
    {
        Outages outages;
        outages.become(0s, orders, Status::Degraded, ReasonKind::CertificateExpiresSoon);
        auto snapshot = testing::endpoint(orders, Status::Degraded);
        snapshot.reasons = because(ReasonKind::Slow);
        outages.see(start + 100s, snapshot);
        QCOMPARE(outages.only(160s).from, start + 100s);
    }

    void pausedAndRemovedEndIt()
    {
        Outages outages;
        outages.become(0s, orders, Status::Unhealthy);
        outages.become(0s, stock, Status::Unhealthy);
        outages.become(10s, orders, Status::Paused);
        outages.remove(start + 20s, stock);
        for (const auto &[id, outage] : outages.at(30s))
            QCOMPARE(*outage.to, start + (outage.endpoints.front().id == orders ? 10s : 20s));
    }

    void whatIsDoneMeanwhileIsToldAndTheWorstLatency()
    {
        Outages outages;
        outages.happen(0s, orders, health::ManualEvent{health::ManualAct::Edit});
        outages.happen(0s, orders, testing::success(90s));
        outages.become(1s, orders, Status::Unhealthy);
        outages.happen(2s, orders, health::ManualEvent{health::ManualAct::ResetCircuit});
        outages.happen(2s, stock, health::ManualEvent{health::ManualAct::CheckNow});
        outages.happen(3s, orders, testing::success(2s));
        outages.happen(4s, orders, testing::success(1s));
        const OutageRecord outage = outages.only(5s);
        QCOMPARE(outage.acts.size(), 1U);
        QCOMPARE(outage.acts.front().act, health::ManualAct::ResetCircuit);
        QCOMPARE(outage.worstLatency, std::optional<health::Nanoseconds>(2s));
    }

    void thoseOfAnIncidentAreOne()
    {
        Outages outages;
        outages.become(0s, orders, Status::Unhealthy);
        outages.become(2s, stock, Status::Unhealthy);
        QCOMPARE(outages.at(3s).size(), 2U);
        outages.incident(4s, health::IncidentChange::Began, 1, {orders, stock});
        OutageRecord outage = outages.only(5s);
        QCOMPARE(outage.from, start);
        QCOMPARE(outage.endpoints.size(), 2U);
        QCOMPARE(outage.cause->name, u"db.example"_s);
        QCOMPARE(outages.merged.size(), 1U);
        QCOMPARE(outages.merged.front().into, outage.id);

        outages.become(60s, orders, Status::Healthy);
        QVERIFY(!outages.only(61s).to);
        outages.become(90s, stock, Status::Healthy);
        outage = outages.only(91s);
        QCOMPARE(outage.to, std::optional(start + 90s));
        QCOMPARE(outage.endpoints.front().to, std::optional(start + 60s));
    }

    void whoFailsLaterJoinsTheIncident()
    {
        Outages outages;
        outages.incident(0s, health::IncidentChange::Began, 1, {orders, stock});
        outages.become(1s, orders, Status::Unhealthy);
        outages.become(2s, stock, Status::Unhealthy);
        outages.incident(3s, health::IncidentChange::Grew, 1, {orders, stock, mail});
        outages.become(4s, mail, Status::Unhealthy);
        QCOMPARE(outages.only(5s).endpoints.size(), 3U);
    }

    void afterAnIncidentEachHasItsOwn()
    {
        Outages outages;
        outages.incident(0s, health::IncidentChange::Began, 1, {orders, stock});
        outages.become(1s, orders, Status::Unhealthy);
        outages.become(2s, orders, Status::Healthy);
        outages.incident(3s, health::IncidentChange::Ended, 1, {});
        outages.become(4s, stock, Status::Unhealthy);
        QCOMPARE(outages.at(5s).size(), 2U);
    }

    void whoComesBackForAWhileIsOfTheSame()
    {
        Outages outages;
        outages.incident(0s, health::IncidentChange::Began, 1, {orders, stock});
        outages.become(1s, orders, Status::Unhealthy);
        outages.become(1s, stock, Status::Unhealthy);
        outages.become(2s, orders, Status::Healthy);
        outages.become(3s, orders, Status::Unhealthy);
        const OutageRecord outage = outages.only(4s);
        QCOMPARE(outage.endpoints.size(), 2U);
        QVERIFY(!outage.endpoints.front().to);
    }

    void oneOfAnEarlierRunGoesOn()
    {
        const OutageRecord before{.id = 7, .from = start - 1h, .endpoints = {{orders, start - 1h, {}}}};
        Outages outages({before});
        outages.see(start, testing::endpoint(orders, Status::Unknown));
        outages.become(1s, orders, Status::Unhealthy);
        QVERIFY(outages.at(2min).empty()); // nothing new of it
        outages.become(3min, orders, Status::Healthy);
        const OutageRecord outage = outages.only(4min);
        QCOMPARE(outage.id, 7);
        QCOMPARE(outage.to, std::optional(start + 3min));
    }

    void oneOfAnEarlierRunThatNobodyHearsOfEnds()
    {
        const OutageRecord before{.id = 7, .from = start - 1h, .endpoints = {{orders, start - 1h, {}}}};
        Outages outages({before});
        QVERIFY(outages.at(0s).empty());
        QVERIFY(outages.at(59s).empty());
        QCOMPARE(outages.only(60s).to, std::optional(start));
    }

    void whatIsSaidOnceIsNotSaidAgain()
    {
        Outages outages;
        outages.become(0s, orders, Status::Unhealthy);
        QCOMPARE(outages.take().changed.size(), 1U);
        QCOMPARE(outages.take().changed.size(), 0U);
    }

    /// As if the minute had passed, or not, whatever the clock says.
    void aClockThatIsSetChangesNoMinute()
    {
        Outages outages;
        outages.become(0s, orders, Status::Degraded, ReasonKind::Slow);
        outages.move(24h);
        QVERIFY(outages.at(24h + 59s).empty());
        QCOMPARE(outages.only(24h + 60s).from, start + 24h);
    }
};

FUSEBOX_PLAIN_TEST(TestOutageMachine)
#include "tst_outage_machine.moc"
