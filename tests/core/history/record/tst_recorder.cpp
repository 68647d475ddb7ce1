// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/recorder.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::GapCause;
using health::Moment;
using history::EndpointLeft;
using history::EndpointMet;
using history::Recorder;
using history::Records;

namespace {

const QString orders = u"orders"_s;
const Moment start{health::TimePoint(1h), health::WallTime(1'000'000s)};

Moment after(std::chrono::milliseconds time, std::chrono::milliseconds jump = 0ms)
{
    return {start.steady + time, start.wall + time + jump};
}

health::MonitorUpdate changed(std::vector<health::EndpointSnapshot> snapshots, const Moment &at = start)
{
    auto update = testing::updateOf(std::move(snapshots));
    update.at = at;
    return update;
}

health::MonitorUpdate happened(const QString &id, const Moment &at, decltype(health::Event::what) what)
{
    health::MonitorUpdate update;
    update.at = at;
    update.events.push_back(testing::event(id, at, std::move(what)));
    return update;
}

history::TimeShares sharesIn(const Records &records)
{
    history::TimeShares sum;
    for (const history::Piece &piece : records.pieces)
        sum += piece.body.time;
    return sum;
}

health::CheckEvent withCertificate(const QByteArray &fingerprint)
{
    health::CheckEvent check = testing::success(1ms);
    probe::CertificateFacts facts;
    facts.fingerprint = fingerprint;
    check.tls.emplace().chain = std::make_shared<const probe::CertificateChain>(1, facts);
    return check;
}

bool isLeaving(const std::variant<history::EndpointMet, history::EndpointLeft> &coming)
{
    return std::holds_alternative<history::EndpointLeft>(coming);
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// It was taken from the configuration while nobody ran.
    void whoIsNotMetAnyMoreHasLeftWhenTheRunBeforeEnded()
    {
        const health::WallTime ended = start.wall - 5h;
        Recorder recorder({}, {{orders, ended}, {u"stock"_s, ended}});
        recorder.apply(changed({testing::endpoint(orders)}));
        QVERIFY(std::ranges::none_of(recorder.takeAll(start).comings, isLeaving));
        QVERIFY(recorder.takeAll(after(59s)).comings.empty());
        const Records records = recorder.takeAll(after(60s));
        QCOMPARE(records.comings.size(), 1U);
        const auto &left = std::get<history::EndpointLeft>(records.comings.front());
        QCOMPARE(left.id, u"stock"_s);
        QCOMPARE(left.at, ended);
        QVERIFY(recorder.takeAll(after(3min)).comings.empty());
    }

    void aClockThatIsSetForwardDismissesNobody()
    {
        Recorder recorder({}, {{orders, start.wall}});
        (void)recorder.takeAll(start);
        QVERIFY(recorder.takeAll(after(1s, 24h * 366)).comings.empty());
    }

    void whoIsMetIsToldOnce()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(changed({testing::endpoint(orders)}));
        const Records records = recorder.takeAll(start);
        QCOMPARE(records.comings.size(), 1U);
        QCOMPARE(std::get<EndpointMet>(records.comings.front()).id, orders);
    }

    void anotherNameIsTold()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(changed({testing::endpoint(orders, health::Status::Healthy, u"Bestellungen"_s)}));
        const Records records = recorder.takeAll(start);
        QCOMPARE(std::get<EndpointMet>(records.comings.back()).name, u"Bestellungen"_s);
    }

    void whoLeavesIsToldWithAllThatWas()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(happened(orders, after(1s), testing::success(1ms)));
        health::MonitorUpdate update;
        update.at = after(4s);
        update.removed = {orders};
        recorder.apply(update);
        const Records records = recorder.takeAll(after(60s));
        QCOMPARE(std::get<EndpointLeft>(records.comings.back()).at, after(4s).wall);
        QCOMPARE(sharesIn(records).total(), 4s);
        QCOMPARE(recorder.endpoints(), 0U);
    }

    void checksAreFiguresAndOthersAreEvents()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(happened(orders, start, testing::success(1ms)));
        recorder.apply(happened(orders, start, health::ManualEvent{}));
        recorder.apply(happened(orders, start, health::StatusEvent{}));
        recorder.apply(
            happened(orders, start, health::WebSocketEvent{.change = health::WebSocketChange::Pong}));
        recorder.apply(
            happened(orders, start, health::WebSocketEvent{.change = health::WebSocketChange::Connected}));
        recorder.apply(happened({}, start, health::GapEvent{}));
        recorder.apply(happened({}, start, health::OverallEvent{}));
        const Records records = recorder.takeAll(after(1s));
        QCOMPARE(records.events.size(), 4U);
        QCOMPARE(records.pieces.size(), 1U);
        QCOMPARE(records.pieces.front().body.checks(), 2U);
    }

    void whatIsTakenDoesNotComeAgain()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(happened(orders, start, health::ManualEvent{}));
        QVERIFY(!recorder.takeAll(after(1s)).isEmpty());
        QVERIFY(recorder.takeAll(after(1s)).isEmpty());
    }

    void endpointsAreTakenInTurns()
    {
        Recorder recorder;
        std::vector<health::EndpointSnapshot> snapshots;
        for (int i = 0; i < 10; ++i)
            snapshots.push_back(testing::endpoint(u"e%1"_s.arg(i)));
        recorder.apply(changed(std::move(snapshots)));
        std::set<QString> seen;
        for (int turn = 0; turn < 4; ++turn)
            for (const history::Piece &piece : recorder.take(after(turn * 1s + 1s), 3).pieces)
                seen.insert(piece.endpoint);
        QCOMPARE(seen.size(), 10U);
    }

    void whyItIsNotMeasuredIsKnownAtFirst()
    {
        auto paused = testing::endpoint(u"paused"_s, health::Status::Paused);
        auto held = testing::endpoint(u"held"_s);
        held.held = true;
        auto open = testing::endpoint(u"open"_s, health::Status::Unhealthy);
        open.circuit.state = resilience::CircuitState::Open;
        Recorder recorder;
        recorder.apply(changed({paused, held, open}));
        const auto shares = sharesIn(recorder.takeAll(after(5s)));
        QCOMPARE(shares.gap(GapCause::Paused), 5s);
        QCOMPARE(shares.gap(GapCause::Offline), 5s);
        QCOMPARE(shares.gap(GapCause::CircuitOpen), 5s);
    }

    void aCertificateIsToldWhenItIsAnother()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        for (const char *const fingerprint : {"aa", "aa", "bb", "bb", "aa"})
            recorder.apply(happened(orders, start, withCertificate(fingerprint)));
        const Records records = recorder.takeAll(start);
        QCOMPARE(records.events.size(), 3U);
        QCOMPARE(std::get<history::CertificateChange>(records.events[1].what).fingerprint, "bb");
    }

    /// The machine's time of day is what people look for, wherever it has jumped.
    void afterAJumpTimeGoesOnThere()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        recorder.apply(happened(orders, after(1s), testing::success(1ms)));
        recorder.apply(happened(orders, after(5s, 8h), health::ManualEvent{}));
        const Records records = recorder.takeAll(after(7s, 8h));
        QCOMPARE(sharesIn(records).total(), 7s); // and nothing of the eight hours
        Records before;
        std::ranges::copy_if(records.pieces, std::back_inserter(before.pieces),
                             [](const history::Piece &piece) { return piece.slot < start.wall + 1h; });
        QCOMPARE(sharesIn(before).total(), 5s);
        QCOMPARE(records.events.back().at.wall, after(5s, 8h).wall);
        QCOMPARE(records.pieces.back().slot, history::gridBegin(after(7s, 8h).wall, 10s));
    }

    void outagesAreToldWithTheRest()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        health::StatusEvent down{
            health::Status::Healthy, health::Status::Unhealthy, {{health::ReasonKind::CheckFailed}}};
        recorder.apply(happened(orders, after(1s), down));
        const Records records = recorder.takeAll(after(2s));
        QCOMPARE(records.outages.size(), 1U);
        QCOMPARE(records.outages.front().from, after(1s).wall);
    }

    void whatBeginsAnewIsIntroducedToAll()
    {
        Recorder recorder;
        recorder.apply(changed({testing::endpoint(orders)}));
        QVERIFY(!recorder.takeAll(start).comings.empty());
        recorder.introduceAll(start);
        QCOMPARE(recorder.takeAll(start).comings.size(), 1U);
    }
};

FUSEBOX_PLAIN_TEST(TestRecorder)
#include "tst_recorder.moc"
