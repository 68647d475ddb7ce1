// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/event_codec.h"
#include "tests/core/storage/history/stored_examples.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using history::RecordedEvent;
using storage::decodeEvent;
using storage::encodeEvent;
using storage::EventKind;
using storage::kindOf;
using storage::StoredFault;

namespace {

const health::Moment at{health::TimePoint(77h), health::WallTime(1'700'000'000s)};
const QString id = u"orders"_s;

probe::ProbeFailure failure(probe::Fault fault = {})
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::HttpStatus;
    failure.status = 503;
    failure.retryAfter = 30s;
    failure.detail = "Service Unavailable";
    failure.timedOut = resilience::TimeoutScope::Attempt;
    failure.phase = probe::Phase::Wait;
    failure.fault = fault;
    failure.proxyFault = probe::ProxyFault::Forbidden;
    failure.closeCode = 1006;
    return failure;
}

resilience::TransitionRecord transition()
{
    auto record = testing::transition(resilience::EffectiveState::Closed, resilience::EffectiveState::Open,
                                      resilience::TransitionReason::FailureRate);
    record.at = at.steady - 3ms;
    record.actual = 0.625;
    record.threshold = 0.5;
    record.window[resilience::Outcome::Failure] = 5;
    record.windowLength = 60s;
    record.windowCalls = 8;
    record.lastError = resilience::ErrorClass::HttpStatus;
    record.lastErrors.add(resilience::ErrorClass::Dns, at.steady - 2s);
    record.lastErrors.add(resilience::ErrorClass::HttpStatus, at.steady - 1s);
    record.nextTrialAt = at.steady + 30s;
    record.nextAt = at.steady + 30s;
    record.generation = 12;
    record.passedOver = {3, 9s};
    return record;
}

/// Moved to the clock that what is read has.
RecordedEvent thereAndBack(const decltype(RecordedEvent::what) &what)
{
    const RecordedEvent event{at, id, what};
    return decodeEvent(encodeEvent(event), kindOf(event), at.wall, id).value();
}

template <typename What>
What backOf(const What &what)
{
    return std::get<What>(thereAndBack(what).what);
}

} // namespace

class TestEventCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whenAndWhoseIsTold()
    {
        const RecordedEvent back = thereAndBack(health::ManualEvent{health::ManualAct::Pause});
        QCOMPARE(back.at.wall, at.wall);
        QCOMPARE(back.endpoint, id);
    }

    void aTransitionComesBack()
    {
        const auto back = backOf(health::TransitionEvent{transition(), failure()});
        auto moved = transition();
        const auto by = storage::storedMoment(at.wall).steady - at.steady;
        moved.at += by;
        moved.lastErrors = moved.lastErrors.shifted(by);
        *moved.nextTrialAt += by;
        *moved.nextAt += by;
        QVERIFY(back.record == moved);
        QVERIFY(back.failure->detail == "Service Unavailable");
    }

    void aFailureComesBack_data()
    {
        QTest::addColumn<int>("fault");
        for (int i = 0; i < 6; ++i)
            QTest::addRow("%d", i) << i;
    }
    void aFailureComesBack()
    {
        QFETCH(int, fault);
        const std::vector<probe::Fault> faults{{},
                                               probe::HttpFault{probe::HttpFault::Kind::JsonDiffers, 3},
                                               probe::DnsFault::NoMeans,
                                               probe::TlsFault::Handshake,
                                               probe::WebSocketFault::NoExpectedMessage,
                                               probe::OwnWords{}};
        const probe::ProbeFailure before = failure(faults[std::size_t(fault)]);
        const auto back = *backOf(health::TransitionEvent{{}, before}).failure;
        QVERIFY(static_cast<const resilience::Failure &>(back) == before);
        QVERIFY(back.fault == before.fault);
        QVERIFY(back.phase == before.phase && back.proxyFault == before.proxyFault &&
                back.closeCode == before.closeCode);
    }

    void aStatusComesBackWithItsReasons()
    {
        health::StatusEvent event{health::Status::Healthy, health::Status::Degraded, {}};
        event.reasons.push_back({.kind = health::ReasonKind::Slow, .latency = 2s, .limit = 1s});
        event.reasons.push_back(
            {.kind = health::ReasonKind::CheckFailed, .attempts = 3, .failure = failure()});
        event.reasons.push_back({.kind = health::ReasonKind::ServedByFallback,
                                 .age = 4s,
                                 .source = resilience::Source::LastGood,
                                 .certificateLeft = -5s});
        event.reasons.push_back({.kind = health::ReasonKind::Warning, .text = u"82 % full"_s});
        const auto back = backOf(event);
        QVERIFY(back.to == event.to && back.from == event.from);
        QCOMPARE(back.reasons.size(), 4U);
        QCOMPARE(back.reasons[0].latency, 2s);
        QCOMPARE(back.reasons[0].limit, 1s);
        QCOMPARE(back.reasons[1].attempts, 3);
        QCOMPARE(back.reasons[1].failure->status, 503);
        QCOMPARE(back.reasons[2].age, 4s);
        QVERIFY(back.reasons[2].source == resilience::Source::LastGood);
        QCOMPARE(back.reasons[2].certificateLeft, -5s);
        QVERIFY(back.reasons[3].kind == health::ReasonKind::Warning);
        QCOMPARE(back.reasons[3].text, u"82 % full"_s);
    }

    void aSessionComesBack()
    {
        const health::WebSocketEvent event{.change = health::WebSocketChange::Disconnected,
                                           .attempt = 4,
                                           .closeCode = 1006,
                                           .closeReason = u"going away"_s,
                                           .retryIn = 3s,
                                           .latency = 7ms,
                                           .subprotocol = u"mqtt"_s,
                                           .failure = failure(),
                                           .gap = health::GapCause::Offline};
        const auto back = backOf(event);
        QVERIFY(back.change == event.change && back.attempt == 4 && back.closeCode == 1006);
        QCOMPARE(back.closeReason, event.closeReason);
        QCOMPARE(back.retryIn, event.retryIn);
        QCOMPARE(back.latency, event.latency);
        QCOMPARE(back.subprotocol, event.subprotocol);
        QVERIFY(back.failure && back.gap == health::GapCause::Offline);
    }

    void aGapComesBack()
    {
        const auto back = backOf(health::GapEvent{health::GapCause::NoResources, 90s, "descriptors"});
        QVERIFY(back.cause == health::GapCause::NoResources && back.length == 90s);
        QCOMPARE(back.detail, "descriptors");
        QVERIFY(!backOf(health::GapEvent{}).length);
    }

    void anIncidentComesBack()
    {
        health::IncidentEvent event{.change = health::IncidentChange::Ended, .length = 1min};
        event.incident = {.number = 3,
                          .cause = {health::CauseKind::Issuer, u"CN=Some CA"_s},
                          .since = {at.steady - 1min, at.wall - 1min},
                          .failing = {id, u"stock"_s},
                          .sharing = 5,
                          .error = resilience::ErrorClass::Tls};
        const auto back = backOf(event);
        QVERIFY(back.change == event.change && back.length == event.length);
        QVERIFY(back.incident.cause == event.incident.cause);
        QCOMPARE(back.incident.since.wall, at.wall - 1min);
        QCOMPARE(back.incident.failing, event.incident.failing);
        QVERIFY(back.incident.number == 3 && back.incident.sharing == 5);
        QVERIFY(back.incident.error == resilience::ErrorClass::Tls);
    }

    void aCertificateComesBack()
    {
        const history::CertificateChange change{u"CN=a"_s, u"CN=b"_s, QByteArray(64, 'f'),
                                                std::chrono::sys_seconds(253'402'300'799s)};
        QVERIFY(backOf(change) == change);
    }

    /// Whoever sends them, and however long they are.
    void textsAreCutBetweenCharacters()
    {
        const QString longText = u'x' + QString(5'000, u'ß');
        const QString back = backOf(health::WebSocketEvent{.closeReason = longText}).closeReason;
        QVERIFY(longText.startsWith(back));
        QVERIFY(back.size() > 1'000 && back.size() < 1'100);
    }

    void anUnknownKindIsAFault()
    {
        const QByteArray bytes = encodeEvent({at, id, health::ManualEvent{}});
        QCOMPARE(decodeEvent(bytes, EventKind(99), at.wall, id).error(), StoredFault::OutOfBounds);
    }

    void damageIsReadToItsEnd()
    {
        health::StatusEvent status;
        status.reasons.push_back({.failure = failure(probe::HttpFault{})});
        health::IncidentEvent incident;
        incident.incident.failing = {id, id};
        const std::vector<decltype(RecordedEvent::what)> all{health::TransitionEvent{transition(), failure()},
                                                             status,
                                                             health::WebSocketEvent{},
                                                             health::ManualEvent{},
                                                             health::GapEvent{},
                                                             incident,
                                                             history::CertificateChange{}};
        for (const auto &what : all) {
            const RecordedEvent event{at, id, what};
            testing::readDamaged(encodeEvent(event), [&](const QByteArray &bytes) {
                (void)decodeEvent(bytes, kindOf(event), at.wall, id);
            });
        }
    }
};

FUSEBOX_PLAIN_TEST(TestEventCodec)
#include "tst_event_codec.moc"
