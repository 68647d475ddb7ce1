// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "app/json_reporter.h"
#include "app/text_reporter.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::health;

namespace {

const Moment someMoment{.wall = WallTime(1714566896007ms)};

template <typename What>
Event eventOf(const What &what, const QString &endpoint = u"orders"_s)
{
    return {.at = someMoment, .endpoint = endpoint, .what = what};
}

QJsonObject parsed(const Event &event)
{
    return QJsonDocument::fromJson(app::jsonLine(event)).object();
}

/// Without the words, which are for people and have tests of their own.
QByteArray withoutDetail(const Event &event)
{
    QByteArray line = app::jsonLine(event);
    if (const qsizetype detail = line.indexOf(R"(,"detail")"); detail >= 0)
        line = line.left(detail) + "}\n";
    return line;
}

probe::ProbeFailure refused()
{
    return {{.errorClass = resilience::ErrorClass::Refused}, probe::Phase::Connect};
}

CheckEvent checkOf(CheckOutcome outcome, const probe::ProbeResult &result, int attempts)
{
    CheckEvent check{result};
    check.outcome = outcome;
    check.attempts = attempts;
    return check;
}

} // namespace

class TestReporters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEachTypeOfEvent_data();
    void writesEachTypeOfEvent();
    void everyLineSaysWhenWhatAndWhere();
    void keysOfATypeAreAlwaysThere();
    void timesAreRoundedToMicroseconds_data();
    void timesAreRoundedToMicroseconds();
    void everyHopIsTold();
    void urlsOfHopsAreBounded();
    void hostileTextStaysInsideItsString();
    void detailOfATransitionHasTheFigures();
    void textLineIsOneLineThatSteersNothing();
    void textLinesStandInColumns();
};

void TestReporters::writesEachTypeOfEvent_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QByteArray>("fields");
    const auto row = [](const char *name, const auto &what, const QByteArray &fields) {
        QTest::newRow(name) << eventOf(what) << fields;
    };
    probe::PhaseTimes phases;
    phases[probe::Phase::Connect] = 1500us;
    phases[probe::Phase::Send] = 0ns;
    phases[probe::Phase::Wait] = 10ms;
    row("success", checkOf(CheckOutcome::Success, {11500us, phases, 200}, 1),
        R"("type":"check","endpoint":"orders","outcome":"success","gap":null,"source":null,"age_ms":null,"error":null,"phase":null,"timed_out":null,"status_code":200,)"
        R"("latency_ms":11.5,"phases_ms":{"connect":1.5,"send":0.0,"wait":10.0},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":1,"no_retry":null)");
    row("failure", checkOf(CheckOutcome::Failure, {1ms, {}, {}, refused()}, 3),
        R"("type":"check","endpoint":"orders","outcome":"failure","gap":null,"source":null,"age_ms":null,"error":"refused","phase":"connect","timed_out":null,)"
        R"("status_code":null,"latency_ms":1.0,"phases_ms":{},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":3,"no_retry":null)");
    row("out of time",
        checkOf(CheckOutcome::Failure,
                {1ms,
                 {},
                 {},
                 probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Timeout,
                                      .timedOut = resilience::TimeoutScope::Total},
                                     probe::Phase::Wait}},
                1),
        R"("type":"check","endpoint":"orders","outcome":"failure","gap":null,"source":null,"age_ms":null,"error":"timeout","phase":"wait",)"
        R"("timed_out":"total","status_code":null,"latency_ms":1.0,"phases_ms":{},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":1,"no_retry":null)");
    CheckEvent skipped =
        checkOf(CheckOutcome::Skipped,
                {.failure = probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Rejected}}}, 0);
    skipped.gap = GapCause::RateLimited;
    row("skipped", skipped,
        R"("type":"check","endpoint":"orders","outcome":"skipped","gap":"rate_limited","source":null,"age_ms":null,"error":"rejected","phase":null,"timed_out":null,)"
        R"("status_code":null,"latency_ms":null,"phases_ms":{},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":0,"no_retry":null)");
    CheckEvent fallback = checkOf(CheckOutcome::Fallback, {1ms, {}, {}, refused()}, 1);
    fallback.fallback = FallbackAnswer{resilience::Source::LastGood, 90s};
    row("fallback", fallback,
        R"("type":"check","endpoint":"orders","outcome":"fallback","gap":null,"source":"last_good",)"
        R"("age_ms":90000.0,"error":"refused","phase":"connect","timed_out":null,"status_code":null,"latency_ms":1.0,"phases_ms":{},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":1,"no_retry":null)");
    CheckEvent unretried = checkOf(CheckOutcome::Failure, {1ms, {}, {}, refused()}, 1);
    unretried.trace = {{.policy = resilience::Policy::Retry,
                        .step = resilience::TraceStep::GaveUp,
                        .reason = resilience::GiveUpReason::NoBudgetLeft}};
    row("not retried", unretried,
        R"("type":"check","endpoint":"orders","outcome":"failure","gap":null,"source":null,"age_ms":null,"error":"refused","phase":"connect","timed_out":null,)"
        R"("status_code":null,"latency_ms":1.0,"phases_ms":{},)"
        R"("family":null,"address":null,"name_kept":false,"reused":false,"redialled_after_ms":null,"body_cut":false,)"
        R"("end_confirmed":null,"verified":null,)"
        R"("http_version":null,"hops":[],"attempts":1,"no_retry":"no_budget_left")");
    row("transition",
        TransitionEvent{{.from = resilience::EffectiveState::Open,
                         .to = resilience::EffectiveState::HalfOpen,
                         .reason = resilience::TransitionReason::RecoveryTimeElapsed}},
        R"("type":"transition","endpoint":"orders","from":"open","to":"half_open",)"
        R"("reason":"recovery_time_elapsed")");
    row("status",
        StatusEvent{Status::Healthy,
                    Status::Degraded,
                    {{.kind = ReasonKind::Slow}, {.kind = ReasonKind::NeededRetries}}},
        R"("type":"status","endpoint":"orders","from":"healthy","to":"degraded","reasons":["slow","needed_retries"])");
    row("pong", WebSocketEvent{.change = WebSocketChange::Pong, .attempt = 1, .roundTrip = 250us},
        R"("type":"websocket","endpoint":"orders","event":"pong","close_code":null,"attempt":1,)"
        R"("retry_in_ms":null,"rtt_ms":0.25,"phases_ms":{},"error":null,"gap":null,"messages":null,"bytes":null,"bad_messages":null,"subprotocol":null)");
    row("disconnected",
        WebSocketEvent{
            .change = WebSocketChange::Disconnected, .attempt = 2, .closeCode = 1001, .failure = refused()},
        R"("type":"websocket","endpoint":"orders","event":"disconnected","close_code":1001,"attempt":2,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{},"error":"refused","gap":null,"messages":null,"bytes":null,"bad_messages":null,"subprotocol":null)");
    row("queued", WebSocketEvent{.change = WebSocketChange::Queued, .attempt = 1},
        R"("type":"websocket","endpoint":"orders","event":"queued","close_code":null,"attempt":1,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{},"error":null,"gap":null,"messages":null,"bytes":null,)"
        R"("bad_messages":null,"subprotocol":null)");
    row("lost by being offline",
        WebSocketEvent{.change = WebSocketChange::Disconnected,
                       .attempt = 1,
                       .failure = refused(),
                       .gap = GapCause::Offline},
        R"("type":"websocket","endpoint":"orders","event":"disconnected","close_code":null,"attempt":1,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{},"error":"refused","gap":"offline","messages":null,"bytes":null,)"
        R"("bad_messages":null,"subprotocol":null)");
    row("waiting", WebSocketEvent{.change = WebSocketChange::Waiting, .attempt = 3, .retryIn = 2s},
        R"("type":"websocket","endpoint":"orders","event":"waiting","close_code":null,"attempt":3,)"
        R"("retry_in_ms":2000.0,"rtt_ms":null,"phases_ms":{},"error":null,"gap":null,"messages":null,"bytes":null,"bad_messages":null,"subprotocol":null)");
    probe::PhaseTimes dialled;
    dialled[probe::Phase::Connect] = 1500us;
    dialled[probe::Phase::Wait] = 10ms;
    row("connected",
        WebSocketEvent{
            .change = WebSocketChange::Connected, .attempt = 1, .phases = dialled, .subprotocol = u"v1"_s},
        R"("type":"websocket","endpoint":"orders","event":"connected","close_code":null,"attempt":1,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{"connect":1.5,"wait":10.0},"error":null,"gap":null,"messages":null,"bytes":null,"bad_messages":null,)"
        R"("subprotocol":"v1")");
    row("stopped", WebSocketEvent{.change = WebSocketChange::Stopped, .attempt = 2, .failure = refused()},
        R"("type":"websocket","endpoint":"orders","event":"stopped","close_code":null,"attempt":2,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{},"error":"refused","gap":null,"messages":null,"bytes":null,)"
        R"("bad_messages":null,"subprotocol":null)");
    row("reasons of a WebSocket",
        StatusEvent{
            Status::Healthy,
            Status::Degraded,
            {{.kind = ReasonKind::Stopped}, {.kind = ReasonKind::Stale}, {ReasonKind::NoSubprotocol}}},
        R"("type":"status","endpoint":"orders","from":"healthy","to":"degraded",)"
        R"("reasons":["stopped","stale","no_subprotocol"])");
    row("message by hand", ManualEvent{ManualAct::SendMessage},
        R"("type":"manual","endpoint":"orders","act":"send_message")");
    row("messages",
        WebSocketEvent{.change = WebSocketChange::Message,
                       .attempt = 1,
                       .messages = probe::LinkMessages{.count = 3, .bytes = 20, .bad = 1}},
        R"("type":"websocket","endpoint":"orders","event":"message","close_code":null,"attempt":1,)"
        R"("retry_in_ms":null,"rtt_ms":null,"phases_ms":{},"error":null,"gap":null,"messages":3,"bytes":20,"bad_messages":1,)"
        R"("subprotocol":null)");
    row("manual", ManualEvent{ManualAct::ResetCircuit},
        R"("type":"manual","endpoint":"orders","act":"reset_circuit")");
    QTest::newRow("offline") << eventOf(GapEvent{GapCause::Offline, {}}, {})
                             << QByteArray(
                                    R"("type":"gap","endpoint":null,"cause":"offline","length_ms":null)");
    QTest::newRow("asleep") << eventOf(GapEvent{GapCause::Asleep, 90s}, {})
                            << QByteArray(
                                   R"("type":"gap","endpoint":null,"cause":"asleep","length_ms":90000.0)");
    QTest::newRow("no resources") << eventOf(GapEvent{GapCause::NoResources, {}, "Too many open files"}, {})
                                  << QByteArray(R"("type":"gap","endpoint":null,"cause":"no_resources",)"
                                                R"("length_ms":null)");
    const Incident incident{.number = 2,
                            .cause = {CauseKind::Resolver, {}},
                            .failing = {u"a"_s, u"b"_s},
                            .sharing = 3,
                            .error = resilience::ErrorClass::Dns};
    QTest::newRow("incident")
        << eventOf(IncidentEvent{IncidentChange::Grew, incident}, {})
        << QByteArray(R"("type":"incident","endpoint":null,"event":"grew","number":2,"cause":"resolver",)"
                      R"("name":null,"error":"dns","failing":2,"sharing":3,"endpoints":["a","b"],)"
                      R"("length_ms":null)");
    OverallEvent overall{{.status = Status::Degraded, .counts = {5, 4, 3, 2, 1}}};
    QTest::newRow("overall")
        << eventOf(overall, {})
        << QByteArray(
               R"("type":"overall","endpoint":null,"status":"degraded","healthy":5,"degraded":4,"unhealthy":3,)"
               R"("unknown":2,"paused":1)");
}

void TestReporters::writesEachTypeOfEvent()
{
    QFETCH(const Event, event);
    QFETCH(const QByteArray, fields);
    QCOMPARE(withoutDetail(event), R"({"at":"2024-05-01T12:34:56.007Z",)" + fields + "}\n");
}

void TestReporters::everyLineSaysWhenWhatAndWhere()
{
    const QJsonObject json = parsed(eventOf(CheckEvent{}));
    QCOMPARE(json[u"at"_s], u"2024-05-01T12:34:56.007Z"_s);
    QCOMPARE(json[u"type"_s], u"check"_s);
    QCOMPARE(json[u"endpoint"_s], u"orders"_s);
}

void TestReporters::keysOfATypeAreAlwaysThere()
{
    const QStringList ofSuccess = parsed(eventOf(checkOf(CheckOutcome::Success, {}, 1))).keys();
    QCOMPARE(parsed(eventOf(checkOf(CheckOutcome::Failure, {.failure = refused()}, 1))).keys(), ofSuccess);
    const QStringList ofPong = parsed(eventOf(WebSocketEvent{.change = WebSocketChange::Pong})).keys();
    QCOMPARE(parsed(eventOf(WebSocketEvent{.change = WebSocketChange::GaveUp})).keys(), ofPong);
}

void TestReporters::timesAreRoundedToMicroseconds_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("down") << 1'234'499LL << QByteArray("1.234");
    QTest::newRow("up") << 1'234'501LL << QByteArray("1.235");
    QTest::newRow("nothing") << 400LL << QByteArray("0.0");
    QTest::newRow("a day") << 86'400'000'000'000LL << QByteArray("86400000.0");
    QTest::newRow("no binary tail") << 100'001'000LL << QByteArray("100.001");
}

void TestReporters::timesAreRoundedToMicroseconds()
{
    QFETCH(const qint64, nanoseconds);
    QFETCH(const QByteArray, text);
    const QByteArray line =
        app::jsonLine(eventOf(checkOf(CheckOutcome::Ignored, {.latency = Nanoseconds(nanoseconds)}, 1)));
    QVERIFY2(line.contains("\"latency_ms\":" + text + ","), line.constData());
}

void TestReporters::everyHopIsTold()
{
    probe::PhaseTimes first;
    first[probe::Phase::Wait] = 2ms;
    CheckEvent check = checkOf(CheckOutcome::Success, {}, 1);
    check.answer = probe::HttpAnswer{.dialect = probe::HttpDialect::Http2};
    check.hops = {{QUrl(u"http://a.example/?q=1"_s), 301, first}, {QUrl(u"https://a.example/"_s), {}, {}}};
    const QByteArray line = app::jsonLine(eventOf(check));
    QVERIFY2(line.contains(R"("http_version":"2","hops":[{"url":"http://a.example/?q=1","status_code":301,)"
                           R"("phases_ms":{"wait":2.0}},{"url":"https://a.example/","status_code":null,)"
                           R"("phases_ms":{}}])"),
             line.constData());
}

void TestReporters::urlsOfHopsAreBounded()
{
    CheckEvent check = checkOf(CheckOutcome::Success, {}, 1);
    check.hops = {{QUrl(u"http://a.example/"_s + QString(100'000, u'x')), 302, {}}};
    QVERIFY(app::jsonLine(eventOf(check)).size() < 2000);
}

void TestReporters::hostileTextStaysInsideItsString()
{
    const QString id = u"a\"}\n\u001b[31m\u2028"_s + QChar(0xd800);
    const QByteArray line = app::jsonLine(eventOf(CheckEvent{}, id));
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(line.endsWith('\n'));
    QVERIFY(!line.contains('\x1b'));
    QCOMPARE(parsed(eventOf(CheckEvent{}, id))[u"endpoint"_s].toString().left(10), id.left(10));
}

void TestReporters::detailOfATransitionHasTheFigures()
{
    resilience::TransitionRecord record{.from = resilience::EffectiveState::Closed,
                                        .to = resilience::EffectiveState::Open,
                                        .reason = resilience::TransitionReason::FailuresInWindow,
                                        .actual = 5,
                                        .threshold = 5,
                                        .windowLength = 60s};
    const QString detail = parsed(eventOf(TransitionEvent{record}))[u"detail"_s].toString();
    QVERIFY2(detail.contains(u"5"_s) && detail.contains(u"60 s"_s), qPrintable(detail));
}

void TestReporters::textLineIsOneLineThatSteersNothing()
{
    WebSocketEvent lost{.change = WebSocketChange::Disconnected, .closeCode = 1000};
    lost.closeReason = u"bye\r\n\u001b]0;title\u0007\u202e"_s;
    const QByteArray line = app::textLine(eventOf(lost, u"a\u001b[2Jb"_s));
    QCOMPARE(line.count('\n'), 1);
    for (const char c : line.chopped(1))
        QVERIFY2(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, line.constData());
    QVERIFY(!line.contains("\xe2\x80\xae"));
}

void TestReporters::textLinesStandInColumns()
{
    settings::EndpointConfig shortId{.id = u"a"_s};
    settings::EndpointConfig longId{.id = u"orders"_s};
    const int width = app::columnWidth({shortId, longId});
    QCOMPARE(width, 6);
    const StatusEvent change{Status::Unknown, Status::Healthy, {}};
    const QString first = QString::fromUtf8(app::textLine(eventOf(change, u"a"_s), width));
    const QString second = QString::fromUtf8(app::textLine(eventOf(change, u"orders"_s), width));
    QCOMPARE(first.indexOf(u"unknown"_s), second.indexOf(u"unknown"_s));
    QVERIFY(app::columnWidth({settings::EndpointConfig{.id = QString(100, u'x')}}) < 40);
}

FUSEBOX_LOOP_TEST(TestReporters)
#include "tst_reporters.moc"
