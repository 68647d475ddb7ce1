// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/contract/failure_detail.h"
#include "tests/support/builders.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"
#include "ui/text/clock_text.h"
#include "ui/text/endpoint_facts.h"
#include "ui/text/incident_text.h"
#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"

using namespace fusebox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace health;
using resilience::EffectiveState;
using resilience::ErrorClass;
using resilience::Outcome;
using resilience::TransitionReason;
using resilience::TransitionRecord;

Q_DECLARE_METATYPE(TransitionRecord)
Q_DECLARE_METATYPE(probe::ProbeFailure)
Q_DECLARE_METATYPE(StatusReason)
Q_DECLARE_METATYPE(WebSocketEvent)
Q_DECLARE_METATYPE(OverallStatus)

namespace {

TransitionRecord record(TransitionReason reason, double actual = 0, double threshold = 0,
                        std::optional<ErrorClass> error = {})
{
    TransitionRecord record = testing::transition(EffectiveState::Closed, EffectiveState::Open, reason);
    record.actual = actual;
    record.threshold = threshold;
    record.lastError = error;
    record.windowLength = 60s;
    record.window.byOutcome[std::size_t(Outcome::Failure)] = 5;
    record.window.byOutcome[std::size_t(Outcome::Success)] = 3;
    return record;
}

/// Where rates are over the last calls, whenever they were.
TransitionRecord byCalls(TransitionRecord record)
{
    record.windowCalls = 10;
    return record;
}

probe::ProbeFailure failed(ErrorClass errorClass, const std::string &detail = {}, int status = 0)
{
    probe::ProbeFailure failure;
    failure.errorClass = errorClass;
    failure.detail = detail;
    failure.status = status;
    failure.phase = probe::Phase::Connect;
    return failure;
}

probe::ProbeFailure tls(probe::TlsFault fault, const std::string &detail = {})
{
    probe::ProbeFailure failure = failed(ErrorClass::Tls, detail);
    failure.fault = fault;
    return failure;
}

probe::ProbeFailure judged(probe::HttpFault::Kind kind, const std::string &detail = {})
{
    probe::ProbeFailure failure = failed(ErrorClass::Assertion, detail);
    failure.fault = probe::HttpFault{kind};
    return failure;
}

probe::ProbeFailure proxied(ErrorClass errorClass, probe::ProxyFault fault, const std::string &detail = {})
{
    probe::ProbeFailure failure = failed(errorClass, detail);
    failure.proxyFault = fault;
    return failure;
}

probe::ProbeFailure unresolved(probe::DnsFault fault)
{
    return {probe::failureOf(fault), probe::Phase::Dns, fault};
}

OverallStatus counts(int healthy, int degraded, int unhealthy, int unknown = 0, int paused = 0, int open = 0)
{
    OverallStatus overall;
    overall.counts = {healthy, degraded, unhealthy, unknown, paused};
    overall.openCircuits = open;
    overall.status = overallOf(overall);
    return overall;
}

} // namespace

class TestSentences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionFactsTellTheWayAndTheCertificate()
    {
        CheckEvent check = testing::success(31ms);
        check.family = probe::AddressFamily::IPv6;
        check.nameWasKept = true;
        const auto now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
        auto chain = std::make_shared<probe::CertificateChain>();
        chain->push_back(
            {.subject = u"CN=a\nb"_s, .issuer = u"CN=c"_s, .notAfter = now + std::chrono::days(5)});
        check.tls = probe::TlsFacts{.version = u"TLSv1.3"_s, .cipher = u"X"_s, .chain = chain};
        const ui::FactTexts facts = ui::connectionFacts(check, now);
        QCOMPARE(facts.at(0).second, u"IPv6, address known from an earlier answer"_s);
        QCOMPARE(facts.at(1).second, u"TLSv1.3, X, certificate NOT verified"_s);
        QCOMPARE(facts.at(2).second, u"CN=a b, issued by CN=c, 5 days left"_s);
        QVERIFY(ui::eventSentence({{}, {}, check}).endsWith(u", certificate not verified"_s));
    }
    void connectionFactsTellOfTheConnection()
    {
        CheckEvent check = testing::success(31ms);
        check.answer = probe::HttpAnswer{.dialect = probe::HttpDialect::Http2};
        check.family = probe::AddressFamily::IPv4;
        check.redialledAfter = 3ms;
        check.hops = {{QUrl(u"https://a.test/"_s), 200, {}}};
        const ui::FactTexts facts = ui::connectionFacts(check, {});
        QCOMPARE(facts.size(), std::size_t(1)); // a single hop says nothing new
        QCOMPARE(facts.at(0).second,
                 u"HTTP/2, IPv4, first connection was of no use (3.0 ms lost), dialled anew"_s);
    }
    void aSuccessSaysThatItsEndIsDoubtful()
    {
        CheckEvent check = testing::success(31ms);
        check.answer = probe::HttpAnswer{.status = 200, .endConfirmed = true};
        const QString sure = ui::eventSentence({{}, {}, check});
        check.answer->endConfirmed = false;
        QCOMPARE(ui::eventSentence({{}, {}, check}), sure + u", closed without saying that this is all"_s);
    }
    void sessionFactsTellOfTheTraffic()
    {
        const TimePoint now(1h);
        SessionView session;
        QCOMPARE(ui::sessionFacts(session, now).back().second, u"none"_s);
        session.lastLossAt = Moment{now, {}};
        session.lastMessageAt = Moment{now - 65s, {}};
        session.received = {.messages = 12, .bytes = 2048, .messagesPerSecond = 1.5};
        session.badMessages = 3;
        session.dropped = 2;
        session.subprotocol = u"v1\n<b>"_s;
        const ui::FactTexts facts = ui::sessionFacts(session, now);
        const auto valueOf = [&](const QString &name) {
            const auto found = std::ranges::find(facts, name, [](const auto &fact) { return fact.first; });
            return found == facts.end() ? QString() : found->second;
        };
        QCOMPARE(valueOf(u"Last close"_s), u"without a close frame"_s);
        QCOMPARE(valueOf(u"Received"_s), u"12 messages, 2.0 KiB, 1.5 a second"_s);
        QCOMPARE(valueOf(u"Not JSON"_s), u"3"_s);
        QCOMPARE(valueOf(u"Not sent"_s), u"0 waiting, 2 dropped"_s);
        QCOMPARE(valueOf(u"Subprotocol"_s), u"v1 <b>"_s);
        QVERIFY(!valueOf(u"Last message"_s).isEmpty());
        QVERIFY(valueOf(u"Sent"_s).isEmpty());
    }
    void everyHopIsAFact()
    {
        CheckEvent check = testing::success(31ms);
        probe::PhaseTimes phases;
        phases[probe::Phase::Connect] = 2ms;
        phases[probe::Phase::Wait] = 10ms;
        check.hops = {{QUrl(u"http://a.test/"_s), 301, phases}, {QUrl(u"https://a.test/x"_s), {}, phases}};
        const ui::FactTexts facts = ui::connectionFacts(check, {});
        QCOMPARE(facts.at(0).first, u"Hop 1"_s);
        QCOMPARE(facts.at(0).second, u"301 http://a.test/ in 12 ms (connect 2.0 ms, first byte 10 ms)"_s);
        QCOMPARE(facts.at(1).second, u"– https://a.test/x in 12 ms (connect 2.0 ms, first byte 10 ms)"_s);
        const auto now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
        check.hops.back().expires = now + std::chrono::days(5);
        QCOMPARE(
            ui::connectionFacts(check, now).at(1).second,
            u"– https://a.test/x in 12 ms (connect 2.0 ms, first byte 10 ms), certificate: 5 days left"_s);
        check.hops.front().url.setPath(u"/"_s + QString(500, u'x'));
        QVERIFY(ui::connectionFacts(check, {}).front().second.size() < 150);
        check.hops.resize(51);
        QCOMPARE(ui::connectionFacts(check, {}).back().second, u"and 43 more"_s);
    }
    void unverifiedCertificatesAreMarkedWhereTheUrlIsShown()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(u"https://a.test/"_s);
        QCOMPARE(ui::addressText(config), u"https://a.test/"_s);
        testing::trustOf(config).allowSelfSigned = true;
        QCOMPARE(ui::addressText(config), u"certificate not verified · https://a.test/"_s);
        config.asked = QUrl(u"http://a.test/"_s);
        QCOMPARE(ui::addressText(config), u"http://a.test/"_s);
    }
    void transitionsExplainThemselves_data()
    {
        QTest::addColumn<TransitionRecord>("record");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const TransitionRecord &r, const char *sentence) {
            QTest::newRow(sentence) << r << QString::fromUtf8(sentence);
        };
        row(record(TransitionReason::FailuresInWindow, 5, 5, ErrorClass::Refused),
            "5 of 8 calls failed within 60 s (threshold 5): connection refused");
        row(record(TransitionReason::ConsecutiveFailures, 3, 3, ErrorClass::Timeout),
            "3 calls failed in a row (threshold 3): timeout");
        row(record(TransitionReason::FailureRate, 0.625, 0.5),
            "62.5 % of 8 calls failed within 60 s (threshold 50 %)");
        row(byCalls(record(TransitionReason::FailuresInWindow, 5, 5)),
            "5 calls failed within 60 s (threshold 5)");
        row(byCalls(record(TransitionReason::FailureRate, 0.625, 0.5)),
            "62.5 % of the last 8 calls failed (threshold 50 %)");
        row(byCalls(record(TransitionReason::SlowRate, 0.5, 0.25)),
            "50 % of the last 8 calls were slow (threshold 25 %)");
        TransitionRecord slowTrials = record(TransitionReason::SlowRate, 0.5, 0.25);
        slowTrials.from = EffectiveState::HalfOpen;
        row(slowTrials, "50 % of 8 trial calls were slow (threshold 25 %)");
        row(record(TransitionReason::RecoveryTimeElapsed), "recovery time is over, trial calls decide");
        row(record(TransitionReason::TrialsSucceeded, 2, 2), "2 of 2 trial calls succeeded");
        row(record(TransitionReason::TrialFailed, 0, 0, ErrorClass::Reset),
            "a trial call failed: connection lost");
        row(record(TransitionReason::TrialTimedOut), "the trial calls gave no verdict in time");
        row(record(TransitionReason::ManualReset), "reset by hand");
        row(record(TransitionReason::ManualForceOpen), "forced open by hand");
        row(record(TransitionReason::ManualDisable), "disabled by hand");
    }
    void transitionsExplainThemselves()
    {
        QFETCH(TransitionRecord, record);
        QTEST(ui::transitionSentence(record), "sentence");
    }

    void aTransitionNamesTheFailureItselfWhereItIsKnown()
    {
        auto failure = failed(ErrorClass::HttpStatus);
        failure.status = 503;
        QCOMPARE(ui::transitionSentence(record(TransitionReason::TrialFailed, 0, 0, ErrorClass::HttpStatus),
                                        failure),
                 QStringLiteral("a trial call failed: HTTP 503"));
    }

    void failuresAreNamedInPlainWords_data()
    {
        QTest::addColumn<probe::ProbeFailure>("failure");
        QTest::addColumn<QString>("phrase");
        const auto row = [](const probe::ProbeFailure &f, const char *phrase) {
            QTest::newRow(phrase) << f << QString::fromUtf8(phrase);
        };
        row(failed(ErrorClass::Refused, "ECONNREFUSED"), "connection refused");
        row(failed(ErrorClass::Timeout), "timeout (connect)");
        const auto outOfTime = [](resilience::TimeoutScope scope) {
            auto failure = failed(ErrorClass::Timeout);
            failure.timedOut = scope;
            return failure;
        };
        auto inTheHead = outOfTime(resilience::TimeoutScope::Phase);
        inTheHead.phase = probe::Phase::Transfer;
        row(inTheHead, "timeout (head of the answer)");
        row(outOfTime(resilience::TimeoutScope::Attempt), "timeout of the whole attempt (connect)");
        row(outOfTime(resilience::TimeoutScope::Total), "timeout of the whole check (connect)");
        row(failed(ErrorClass::HttpStatus, {}, 503), "HTTP 503");
        row(failed(ErrorClass::Tls, "certificate has expired"), "TLS: certificate has expired");
        row(failed(ErrorClass::Tls), "TLS failure");
        row(tls(probe::TlsFault::Expired), "TLS: certificate has expired");
        row(tls(probe::TlsFault::CaFile, "No such file or directory"),
            "TLS: CA file cannot be used: No such file or directory");
        row(tls(probe::TlsFault::PinMismatch, "0a1b"), "TLS: not the pinned certificate, SHA-256: 0a1b");
        row(tls(probe::TlsFault::Renegotiation, "no renegotiation"),
            "TLS: the peer wants to renegotiate (TLS 1.2), which is refused");
        row(tls(probe::TlsFault::Flood), "TLS: the peer sends records without end that say nothing");
        row(tls(probe::TlsFault::OldVersion, "unsupported protocol"),
            "TLS: no version in common, 1.2 or later is needed");
        row(proxied(ErrorClass::Refused, probe::ProxyFault::NotReached), "proxy: connection refused");
        row(proxied(ErrorClass::Timeout, probe::ProxyFault::NotReached), "proxy: timeout (connect)");
        row(proxied(ErrorClass::Cancelled, probe::ProxyFault::NotReached), "cancelled");
        row(proxied(ErrorClass::Unreachable, probe::ProxyFault::TargetNotReached, "502 Bad Gateway"),
            "behind the proxy: host unreachable: 502 Bad Gateway");
        row(proxied(ErrorClass::Refused, probe::ProxyFault::AuthenticationRequired, "407 Who"),
            "the proxy wants user and password");
        row(proxied(ErrorClass::Refused, probe::ProxyFault::Forbidden, "403 Go away"),
            "refused by the proxy: 403 Go away");
        row(judged(probe::HttpFault::Kind::NotHttp, "SSH-2.0-x"), "what answers is no HTTP: SSH-2.0-x");
        row(judged(probe::HttpFault::Kind::NotHttp), "what answers is no HTTP");
        row(judged(probe::HttpFault::Kind::NotHttp2), "the server does not speak HTTP/2");
        row(judged(probe::HttpFault::Kind::BodyLacks), "body lacks the expected text");
        row(judged(probe::HttpFault::Kind::UnknownCoding, "br"), "body in a coding that is not read: br");
        row(judged(probe::HttpFault::Kind::UnknownCharset, "x-y"),
            "not found in a body of an unknown charset: x-y");
        row(judged(probe::HttpFault::Kind::JsonDiffers, "41"), "JSON expectation 1 not met, found: 41");
        row(failed(ErrorClass::Dns, "no such host"), "name not resolved: no such host");
        row(unresolved(probe::DnsFault::NoSuchName), "no such name (NXDOMAIN)");
        row(unresolved(probe::DnsFault::ServerFailure), "name server failed (SERVFAIL)");
        row(unresolved(probe::DnsFault::Truncated),
            "name server's answer is too long for UDP, and it does not answer over TCP");
        row(unresolved(probe::DnsFault::Referral),
            "name server does not look the name up, it only names others (referral)");
        row(failed(ErrorClass::Rejected), "held back by the open circuit");
        row(failed(ErrorClass::Reset), "connection reset");
        auto moved = failed(ErrorClass::HttpStatus);
        moved.status = 301;
        moved.detail = "Moved Permanently, Location: wss://b.example/a";
        row(moved, "HTTP 301 (Location: wss://b.example/a)");
        auto ended = failed(ErrorClass::Reset);
        ended.detail = probe::endOfStream;
        row(ended, "the peer closed the connection");
        const auto closed = [](int code) {
            auto failure = failed(ErrorClass::Reset);
            failure.closeCode = code;
            return failure;
        };
        row(closed(1001), "closed by the server: 1001 going away");
        row(closed(4711), "closed by the server: 4711");
        row(closed(1005), "closed by the server");
    }
    void failuresAreNamedInPlainWords()
    {
        QFETCH(probe::ProbeFailure, failure);
        QTEST(ui::failurePhrase(failure), "phrase");
    }

    void textOfPeersIsCutAndHarmless_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("shown");
        QTest::newRow("line breaks") << QStringLiteral("a\r\nb\tc") << QStringLiteral("a  b c");
        QTest::newRow("escape sequences") << QStringLiteral("\x1b[31mred") << QStringLiteral("[31mred");
        QTest::newRow("turned direction") << QStringLiteral("exe\u202Etxt") << QStringLiteral("exe txt");
        QTest::newRow("spelling") << QStringLiteral("\U0001f468\u200d\U0001f469")
                                  << QStringLiteral("\U0001f468\u200d\U0001f469");
        QTest::newRow("markup stays text") << QStringLiteral("<b>x</b>") << QStringLiteral("<b>x</b>");
        QTest::newRow("long") << QString(20, u'x') << QString(9, u'x') + u'…';
        QTest::newRow("no half of a pair")
            << QString(8, u'x') + QStringLiteral("\U0001F600\U0001F600") << QString(8, u'x') + u'…';
    }
    void textOfPeersIsCutAndHarmless()
    {
        QFETCH(QString, raw);
        QTEST(ui::plainLine(raw, 10), "shown");
    }

    void joinersArePlainInsideAWord()
    {
        QVERIFY(ui::isPlain(QStringLiteral("\u0645\u06cc\u200c\u062e")));
        QVERIFY(!ui::isPlain(QStringLiteral("\u200c")));
        QVERIFY(!ui::isPlain(QStringLiteral("a\u200d")));
        QVERIFY(!ui::isPlain(QStringLiteral("a\u200bb")));
    }

    void placeholdersInPeersTextAreNotFilled()
    {
        WebSocketEvent event;
        event.change = WebSocketChange::Disconnected;
        event.closeCode = 1001;
        event.closeReason = QStringLiteral("%1 %2");
        QCOMPARE(ui::eventSentence({{}, {}, event}),
                 QStringLiteral("disconnected, close code 1001 (going away): “%1 %2”"));
    }

    void aCloseFrameThatBrokeTheProtocolSaysSo()
    {
        WebSocketEvent event;
        event.change = WebSocketChange::Disconnected;
        event.closeCode = 1005;
        event.failure = failed(ErrorClass::Protocol);
        event.failure->fault = probe::WebSocketFault::BadCloseCode;
        const QString sentence = ui::eventSentence({{}, {}, event});
        QVERIFY2(sentence.startsWith(QStringLiteral("disconnected, close code 1005")), qPrintable(sentence));
        QVERIFY2(sentence.endsWith(ui::failurePhrase(*event.failure)), qPrintable(sentence));
    }

    void aConnectionThatBrokeSaysThatNoCloseFrameCame()
    {
        WebSocketEvent event;
        event.change = WebSocketChange::Disconnected;
        event.failure = failed(ErrorClass::Reset);
        event.failure->phase = probe::Phase::Transfer;
        QCOMPARE(ui::eventSentence({{}, {}, event}),
                 QStringLiteral("disconnected without a close frame: connection reset"));
        event.failure->phase = probe::Phase::Connect; // of a dial
        QCOMPARE(ui::eventSentence({{}, {}, event}), QStringLiteral("disconnected: connection reset"));
    }

    void aDialThatWaitsForItsTurnSaysSo()
    {
        WebSocketEvent event;
        event.change = WebSocketChange::Queued;
        QCOMPARE(ui::eventSentence({{}, {}, event}), QStringLiteral("waiting for its turn"));
        SessionView session;
        session.state = LinkState::Queued;
        QCOMPARE(ui::sessionFacts(session, session.since.steady + 3s).front().second,
                 QStringLiteral("waiting for its turn for 3 s"));
    }

    void aLossThatIsOursSaysSo()
    {
        WebSocketEvent event;
        event.change = WebSocketChange::Disconnected;
        event.gap = GapCause::Offline;
        QCOMPARE(ui::eventSentence({{}, {}, event}), QStringLiteral("disconnected, this machine is offline"));
        event.failure = failed(ErrorClass::Reset);
        event.gap = GapCause::Asleep;
        QCOMPARE(ui::eventSentence({{}, {}, event}),
                 QStringLiteral("disconnected, this machine was asleep: connection reset"));
    }

    void reasonsCarryTheirFigures_data()
    {
        QTest::addColumn<StatusReason>("reason");
        QTest::addColumn<QString>("phrase");
        const auto row = [](const StatusReason &r, const char *phrase) {
            QTest::newRow(phrase) << r << QString::fromUtf8(phrase);
        };
        row({.kind = ReasonKind::Slow, .latency = 812ms, .limit = 500ms}, "slow: 812 ms, limit 500 ms");
        row({.kind = ReasonKind::NeededRetries, .attempts = 2}, "needed 2 attempts");
        row({.kind = ReasonKind::CircuitOpen}, "circuit open");
        row({.kind = ReasonKind::CheckFailed, .failure = failed(ErrorClass::HttpStatus, {}, 500)},
            "HTTP 500");
        row({.kind = ReasonKind::Reconnecting, .attempts = 3, .failure = failed(ErrorClass::Reset)},
            "reconnecting, attempt 3: connection reset");
        row({.kind = ReasonKind::ServedByFallback, .source = resilience::Source::Alternative},
            "served by fallback: another URL");
        row({.kind = ReasonKind::ServedByFallback, .age = 3min, .source = resilience::Source::LastGood},
            "served by fallback: last good answer, 3 min old");
        row({.kind = ReasonKind::GaveUp}, "gave up reconnecting");
        auto told = failed(ErrorClass::Reset);
        told.closeCode = 1008;
        row({.kind = ReasonKind::Stopped, .failure = told},
            "stopped, not to be dialled again: closed by the server: 1008 against the policy");
        row({.kind = ReasonKind::Stale, .limit = 30s, .age = 65s}, "no message for 65 s, limit 30 s");
        auto own = failed(ErrorClass::Timeout, "timeout: it had not ended");
        own.fault = probe::OwnWords();
        row({.kind = ReasonKind::CheckFailed, .failure = own}, "timeout: it had not ended");
        row({.kind = ReasonKind::Warning, .text = u"DISK WARNING - 9 % free"_s},
            "warning: DISK WARNING - 9 % free");
        row({.kind = ReasonKind::Warning, .text = u"<b>a\u202e\nb"_s}, "warning: <b>a  b");
        row({.kind = ReasonKind::NoSubprotocol}, "server chose no subprotocol");
        using std::chrono::days;
        row({.kind = ReasonKind::CertificateExpiresSoon, .certificateLeft = days(13) - 1s},
            "certificate expires in 12 days");
        row({.kind = ReasonKind::CertificateExpiresSoon, .certificateLeft = 5h},
            "certificate expires in 5 h");
        row({.kind = ReasonKind::CertificateExpiresSoon, .certificateLeft = -5h}, "certificate has expired");
    }
    void reasonsCarryTheirFigures()
    {
        QFETCH(StatusReason, reason);
        QTEST(ui::reasonPhrase(reason), "phrase");
    }

    void checksAreToldInALine()
    {
        CheckEvent check = testing::success(31ms);
        QCOMPARE(ui::eventSentence({{}, {}, check}), QStringLiteral("HTTP 200 in 31 ms"));
        check.attempts = 2;
        check.outcome = CheckOutcome::Slow;
        QCOMPARE(ui::eventSentence({{}, {}, check}), QStringLiteral("slow: HTTP 200 in 31 ms (2 attempts)"));
        check = testing::failure(ErrorClass::Refused);
        check.latency = 2ms;
        QCOMPARE(ui::eventSentence({{}, {}, check}),
                 QStringLiteral("failed: connection refused after 2.0 ms"));
    }

    void gapsHaveACause()
    {
        const auto sentence = [](const auto &what) { return ui::eventSentence({{}, {}, what}); };
        CheckEvent check;
        check.outcome = CheckOutcome::Skipped;
        check.gap = GapCause::Offline;
        QCOMPARE(sentence(check), QStringLiteral("no check: this machine is offline"));
        check.gap = GapCause::Asleep;
        QCOMPARE(sentence(check), QStringLiteral("no check: this machine was asleep"));
        check.gap = GapCause::NoResources;
        QCOMPARE(sentence(check), QStringLiteral("no check: this machine lacks resources"));
        QCOMPARE(sentence(GapEvent{GapCause::NoResources, {}, "Too many open files"}),
                 QStringLiteral("this machine lacks resources (Too many open files): what needs them is not "
                                "checked"));
        QCOMPARE(sentence(GapEvent{GapCause::NoResources, 12s}),
                 QStringLiteral("resources again after 12 s: all is checked"));
        QCOMPARE(sentence(GapEvent{GapCause::Offline, {}}),
                 QStringLiteral("offline: only local endpoints are checked"));
        QCOMPARE(sentence(GapEvent{GapCause::Offline, 90s}),
                 QStringLiteral("online again after 90 s: checks resume"));
        QCOMPARE(sentence(GapEvent{GapCause::Asleep, 2h}), QStringLiteral("this machine slept for 2 h"));
    }

    void anIncidentNamesWhatIsSharedAndWhoFails()
    {
        const auto sentence = [](const auto &what) { return ui::eventSentence({{}, {}, what}); };
        Incident incident{.cause = {CauseKind::Host, QStringLiteral("shop.example\n")},
                          .failing = {QStringLiteral("a"), QStringLiteral("b")},
                          .sharing = 3,
                          .error = ErrorClass::Refused};
        const QString time = ui::timeOfDay({});
        QCOMPARE(sentence(IncidentEvent{IncidentChange::Began, incident}),
                 QStringLiteral("host shop.example: 2 of 3 endpoints fail together since %1 (connection "
                                "refused): a, b")
                     .arg(time));
        QCOMPARE(ui::companyPhrase(incident),
                 QStringLiteral("fails together with 1 other: host shop.example"));
        for (const QString &id : {u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"g"_s})
            incident.failing.push_back(id);
        QVERIFY(sentence(IncidentEvent{IncidentChange::Grew, incident})
                    .endsWith(QStringLiteral(": a, b, c, d, e and 2 more")));
        QCOMPARE(ui::companyPhrase(incident),
                 QStringLiteral("fails together with 6 others: host shop.example"));
        incident.failing.resize(2);
        QCOMPARE(
            sentence(IncidentEvent{IncidentChange::Ended, incident, 90s}),
            QStringLiteral("host shop.example: most endpoints answer again, 90 s after the first failed; "
                           "not yet: a, b"));
        incident.failing.resize(1);
        QCOMPARE(sentence(IncidentEvent{IncidentChange::Ended, incident, 90s}),
                 QStringLiteral("host shop.example: one endpoint is left, 90 s after the first failed: a"));
        QCOMPARE(ui::companyPhrase(incident),
                 QStringLiteral("failed together with others: host shop.example"));
        QCOMPARE(sentence(IncidentEvent{IncidentChange::Dropped, incident}),
                 QStringLiteral("host shop.example: none of its endpoints is watched any more"));
        incident.failing.clear();
        QCOMPARE(
            sentence(IncidentEvent{IncidentChange::Ended, incident, 90s}),
            QStringLiteral("host shop.example: all endpoints answer again, 90 s after the first failed"));
    }

    void whatIsSharedIsNamedByItsKind()
    {
        using enum CauseKind;
        QCOMPARE(ui::causePhrase({Address, QStringLiteral("192.0.2.7")}),
                 QStringLiteral("address 192.0.2.7"));
        QCOMPARE(ui::causePhrase({Issuer, QStringLiteral("CN=<b>CA</b>")}),
                 QStringLiteral("certificates by CN=<b>CA</b>"));
        QCOMPARE(ui::causePhrase({Resolver, QStringLiteral("192.0.2.53")}),
                 QStringLiteral("name server 192.0.2.53"));
        QCOMPARE(ui::causePhrase({Resolver, QStringLiteral("192.0.2.53, 192.0.2.54")}),
                 QStringLiteral("name servers 192.0.2.53, 192.0.2.54"));
        QCOMPARE(ui::causePhrase({Resolver, {}}), QStringLiteral("the system's name service"));
    }

    void overviewNamesWhatIsWrongAndElseIsCalm_data()
    {
        QTest::addColumn<OverallStatus>("overall");
        QTest::addColumn<QString>("phrase");
        const auto row = [](const OverallStatus &o, const char *phrase) {
            QTest::newRow(phrase) << o << QString::fromUtf8(phrase);
        };
        row(counts(0, 0, 0), "No endpoints yet");
        row(counts(34, 0, 0), "All 34 endpoints healthy");
        row(counts(1, 0, 0), "1 endpoint, healthy");
        row(counts(31, 2, 1, 0, 0, 1), "1 of 34 unhealthy · 2 degraded · 1 circuit open");
        row(counts(1, 1, 0, 0, 0, 2), "1 of 2 degraded · 2 circuits open");
        row(counts(0, 0, 0, 3), "Waiting for the first checks");
        row(counts(0, 0, 0, 0, 3), "Everything is paused");
    }
    void overviewNamesWhatIsWrongAndElseIsCalm()
    {
        QFETCH(OverallStatus, overall);
        QTEST(ui::overviewPhrase(overall), "phrase");
    }

    void theNearestRuleComesFirst()
    {
        resilience::CircuitView circuit;
        circuit.settings.failureThreshold = 10;
        circuit.settings.consecutiveFailures = 4;
        circuit.consecutiveFailures = 3;
        circuit.failuresInWindow = 3;
        circuit.window.byOutcome[std::size_t(Outcome::Failure)] = 3;
        QCOMPARE(ui::distancesToTrip(circuit),
                 QStringLiteral("3 of 4 failures in a row, 3 of 10 failures in 60 s"));
        circuit.settings.consecutiveFailures = 0;
        QCOMPARE(ui::distancesToTrip(circuit), QStringLiteral("3 of 10 failures in 60 s"));
        circuit.settings.failureThreshold = 0;
        QCOMPARE(ui::distancesToTrip(circuit), QStringLiteral("no rule opens it"));
        circuit.settings.failureRate = 0.5;
        QCOMPARE(ui::distancesToTrip(circuit), QStringLiteral("rate unknown below 10 calls"));
        circuit.window.byOutcome[std::size_t(Outcome::Success)] = 9;
        QCOMPARE(ui::distancesToTrip(circuit), QStringLiteral("failure rate 25 % of 50 %"));
    }

    void whatIsDownFailsSinceItsFirstFailure()
    {
        testing::ManualClock clock;
        EndpointSnapshot orders = testing::endpoint(QStringLiteral("orders"));
        orders.statusSince = {clock.now() - 16s, {}};
        QCOMPARE(ui::sincePhrase(orders, clock.now()), QStringLiteral("healthy for 16 s"));
        orders.status = Status::Unhealthy;
        orders.failingSince = Moment{clock.now() - 4min, {}};
        QCOMPARE(ui::sincePhrase(orders, clock.now()), QStringLiteral("unhealthy, failing for 4 min"));
    }

    void culpritIsNamedWithItsNextTrial()
    {
        testing::ManualClock clock;
        const EndpointSnapshot orders = testing::opened(QStringLiteral("orders"), clock, 12s);
        QCOMPARE(ui::culpritPhrase(orders, clock.now()),
                 QStringLiteral("orders: circuit open · trial in 12 s"));
    }

    void forcedStateIsToldApartFromTheComputedOne()
    {
        testing::ManualClock clock;
        auto circuit = testing::opened(QStringLiteral("orders"), clock, 12s).circuit;
        QVERIFY(ui::forcedNote(circuit).isEmpty());
        circuit.forced = resilience::ForcedState::Disabled;
        QCOMPARE(ui::forcedNote(circuit),
                 QStringLiteral("Disabled by hand; by its rules it is open. Reset lifts it."));
    }
};

FUSEBOX_PLAIN_TEST(TestSentences)
#include "tst_sentences.moc"
