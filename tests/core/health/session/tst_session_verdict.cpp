// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/session/session_verdict.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using resilience::EffectiveState;

class TestSessionVerdict final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSessionIsJudged_data();
    void aSessionIsJudged();
};

namespace {

using Kinds = QList<ReasonKind>;
using session::Dialling;
using session::GivenUp;
using session::Queued;
using session::Settling;
using session::Stable;
using session::Stopped;
using session::Waiting;

probe::ProbeFailure answeredWith(int status)
{
    return {{.errorClass = resilience::ErrorClass::HttpStatus, .status = status}};
}

} // namespace

void TestSessionVerdict::aSessionIsJudged_data()
{
    QTest::addColumn<EffectiveState>("circuit");
    QTest::addColumn<SessionFigures>("figures");
    QTest::addColumn<Status>("status");
    QTest::addColumn<Kinds>("reasons");
    using R = ReasonKind;
    const probe::ProbeFailure failure{};
    const Settling proven{.answered = true, .expected = true};
    const Moment lostAt{TimePoint(1h), {}};
    const auto row = [](const char *name, EffectiveState circuit, const SessionFigures &figures,
                        Status status, const Kinds &reasons) {
        QTest::newRow(name) << circuit << figures << status << reasons;
    };
    row("first dial", EffectiveState::Closed, {}, Status::Unknown, {R::Connecting});
    row("connected", EffectiveState::Closed, {.state = Stable{}, .wasProven = true, .slowAfter = 1s},
        Status::Healthy, {});
    row("connected, not yet stable", EffectiveState::Closed,
        {.state = proven, .wasProven = true, .slowAfter = 1s}, Status::Healthy, {});
    row("slow to answer", EffectiveState::Closed,
        {.state = Stable{}, .wasProven = true, .roundTrip = 2s, .slowAfter = 1s}, Status::Degraded,
        {R::Slow});
    for (const session::State &away :
         {session::State(Waiting{}), session::State(Queued{}), session::State(Dialling{})})
        row("lost", EffectiveState::Closed,
            {.state = away, .episode = {.attempt = 1, .failure = failure}, .wasProven = true},
            Status::Degraded, {R::Reconnecting});
    row("back, not yet stable", EffectiveState::Closed,
        {.state = proven, .episode = {.failure = failure}, .wasProven = true, .slowAfter = 1s},
        Status::Degraded, {R::Reconnecting});
    row("back after nobody's failure", EffectiveState::Closed,
        {.state = proven, .episode = {.lostAt = lostAt}, .wasProven = true, .slowAfter = 1s}, Status::Healthy,
        {});
    row("back after nobody's failure, not answered", EffectiveState::Closed,
        {.state = Settling{}, .episode = {.lostAt = lostAt}, .wasProven = true, .slowAfter = 1s},
        Status::Degraded, {R::Reconnecting});
    row("never reached", EffectiveState::Closed, {.episode = {.attempt = 2, .failure = failure}},
        Status::Unhealthy, {R::CheckFailed});
    row("never reached while trials decide", EffectiveState::HalfOpen,
        {.state = Dialling{}, .episode = {.attempt = 2, .failure = failure}}, Status::Degraded,
        {R::HalfOpen, R::CheckFailed});
    row("shaken hands, not answered", EffectiveState::Closed, {.state = Settling{}, .slowAfter = 1s},
        Status::Unknown, {R::Connecting});
    row("answered, not what is expected", EffectiveState::Closed,
        {.state = Settling{.answered = true}, .slowAfter = 1s}, Status::Unknown, {R::Connecting});
    row("never answered", EffectiveState::Closed,
        {.state = Settling{}, .episode = {.attempt = 2, .failure = failure}, .slowAfter = 1s},
        Status::Unhealthy, {R::CheckFailed});
    row("forced open", EffectiveState::ForcedOpen, {}, Status::Unhealthy, {R::ForcedOpen});
    row("refused", EffectiveState::Closed,
        {.episode = {.attempt = 2, .failure = answeredWith(403)}, .wasProven = true}, Status::Unhealthy,
        {R::CheckFailed});
    row("refused, then connected", EffectiveState::Closed,
        {.state = Settling{},
         .episode = {.attempt = 2, .failure = answeredWith(403)},
         .wasProven = true,
         .slowAfter = 1s},
        Status::Degraded, {R::Reconnecting});
    row("busy", EffectiveState::Closed,
        {.episode = {.attempt = 2, .failure = answeredWith(503)}, .wasProven = true}, Status::Degraded,
        {R::Reconnecting});
    row("circuit open", EffectiveState::Open,
        {.episode = {.attempt = 5, .failure = failure}, .wasProven = true}, Status::Unhealthy,
        {R::CircuitOpen, R::Reconnecting});
    row("gave up", EffectiveState::Closed,
        {.state = GivenUp{}, .episode = {.failure = failure}, .wasProven = true}, Status::Unhealthy,
        {R::GaveUp});
    row("told not to come back", EffectiveState::Closed,
        {.state = Stopped{}, .episode = {.failure = failure}, .wasProven = true}, Status::Unhealthy,
        {R::Stopped});
    row("without messages", EffectiveState::Closed,
        {.state = Stable{}, .wasProven = true, .slowAfter = 1s, .messageAge = 9s, .staleAfter = 9s},
        Status::Degraded, {R::Stale});
    row("with messages", EffectiveState::Closed,
        {.state = Stable{}, .wasProven = true, .slowAfter = 1s, .messageAge = 9s, .staleAfter = 10s},
        Status::Healthy, {});
    row("lost, and without messages", EffectiveState::Closed,
        {.episode = {.attempt = 1, .failure = failure},
         .wasProven = true,
         .messageAge = 9s,
         .staleAfter = 9s},
        Status::Degraded, {R::Reconnecting});
    row("without the subprotocol", EffectiveState::Closed,
        {.state = Stable{}, .wasProven = true, .slowAfter = 1s, .lacksSubprotocol = true}, Status::Degraded,
        {R::NoSubprotocol});
}

void TestSessionVerdict::aSessionIsJudged()
{
    QFETCH(const EffectiveState, circuit);
    QFETCH(const SessionFigures, figures);
    QFETCH(const Status, status);
    QFETCH(const Kinds, reasons);
    const Verdict verdict = judgeSession(circuit, figures);
    QCOMPARE(verdict.status, status);
    Kinds kinds;
    for (const StatusReason &reason : verdict.reasons)
        kinds += reason.kind;
    QCOMPARE(kinds, reasons);
}

FUSEBOX_PLAIN_TEST(TestSessionVerdict)
#include "tst_session_verdict.moc"
