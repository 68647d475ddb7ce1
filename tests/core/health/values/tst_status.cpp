// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/values/status.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using resilience::EffectiveState;

class TestStatus final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCheckIsJudgedByItsResultAndItsCircuit_data();
    void aCheckIsJudgedByItsResultAndItsCircuit();
    void nothingMeasuredIsUnknown();
    void theWholeIsHealthyOnlyIfAllAre_data();
    void theWholeIsHealthyOnlyIfAllAre();
};

namespace {

std::vector<int> kinds(const std::vector<StatusReason> &reasons)
{
    std::vector<int> result;
    for (const auto &reason : reasons)
        result.push_back(static_cast<int>(reason.kind));
    return result;
}

using Kinds = std::vector<int>;

Kinds list(std::initializer_list<ReasonKind> reasons)
{
    Kinds result;
    for (const auto reason : reasons)
        result.push_back(static_cast<int>(reason));
    return result;
}

const CheckFigures Good{.latency = 10ms, .slowAfter = 1s, .attempts = 1};
const CheckFigures Slow{.latency = 1001ms, .slowAfter = 1s, .attempts = 1};
const CheckFigures Warned{.latency = 10ms, .slowAfter = 1s, .attempts = 1, .warning = QStringLiteral("low")};
const CheckFigures Retried{.latency = 10ms, .slowAfter = 1s, .attempts = 2};
/// A good check whose certificate has that much left; it is worth a warning below a day.
CheckFigures expiring(std::chrono::seconds left)
{
    CheckFigures figures = Good;
    figures.certificate = {left, 24h};
    return figures;
}

const CheckFigures Bad{.slowAfter = 1s, .attempts = 3, .failure = probe::ProbeFailure{}};

} // namespace

Q_DECLARE_METATYPE(CheckFigures)
Q_DECLARE_METATYPE(EffectiveState)
Q_DECLARE_METATYPE(Status)
Q_DECLARE_METATYPE(OverallStatus)

void TestStatus::aCheckIsJudgedByItsResultAndItsCircuit_data()
{
    QTest::addColumn<EffectiveState>("circuit");
    QTest::addColumn<CheckFigures>("check");
    QTest::addColumn<Status>("status");
    QTest::addColumn<Kinds>("reasons");
    using R = ReasonKind;
    const auto row = [](const char *name, EffectiveState circuit, const CheckFigures &check, Status status,
                        std::initializer_list<ReasonKind> reasons) {
        QTest::newRow(name) << circuit << check << status << list(reasons);
    };
    row("good", EffectiveState::Closed, Good, Status::Healthy, {});
    row("slow", EffectiveState::Closed, Slow, Status::Degraded, {R::Slow});
    row("at the limit is not slow", EffectiveState::Closed,
        CheckFigures{.latency = 1s, .slowAfter = 1s, .attempts = 1}, Status::Healthy, {});
    row("needed retries", EffectiveState::Closed, Retried, Status::Degraded, {R::NeededRetries});
    row("certificate expires soon", EffectiveState::Closed, expiring(24h - 1s), Status::Degraded,
        {R::CertificateExpiresSoon});
    row("certificate at its limit is good", EffectiveState::Closed, expiring(24h), Status::Healthy, {});
    row("certificate without end", EffectiveState::Closed, expiring(std::chrono::years(8000)),
        Status::Healthy, {});
    row("certificate that has expired, where that was allowed", EffectiveState::Closed, expiring(-1s),
        Status::Degraded, {R::CertificateExpiresSoon});
    row("warned", EffectiveState::Closed, Warned, Status::Degraded, {R::Warning});
    row("failed", EffectiveState::Closed, Bad, Status::Unhealthy, {R::CheckFailed});
    row("open", EffectiveState::Open, Bad, Status::Unhealthy, {R::CircuitOpen, R::CheckFailed});
    row("forced open while good", EffectiveState::ForcedOpen, Good, Status::Unhealthy, {R::ForcedOpen});
    row("half-open after a good trial", EffectiveState::HalfOpen, Good, Status::Degraded, {R::HalfOpen});
    row("half-open before a trial", EffectiveState::HalfOpen, Bad, Status::Degraded,
        {R::HalfOpen, R::CheckFailed});
    row("disabled and good", EffectiveState::Disabled, Good, Status::Healthy, {R::CircuitDisabled});
    row("disabled and failed", EffectiveState::Disabled, Bad, Status::Unhealthy,
        {R::CircuitDisabled, R::CheckFailed});
}

void TestStatus::aCheckIsJudgedByItsResultAndItsCircuit()
{
    QFETCH(const EffectiveState, circuit);
    QFETCH(const CheckFigures, check);
    QFETCH(const Status, status);
    QFETCH(const Kinds, reasons);
    const Verdict verdict = judgeCheck(circuit, check);
    QCOMPARE(verdict.status, status);
    QCOMPARE(kinds(verdict.reasons), reasons);
}

void TestStatus::nothingMeasuredIsUnknown()
{
    QCOMPARE(judgeCheck(EffectiveState::Closed, {}).status, Status::Unknown);
}

void TestStatus::theWholeIsHealthyOnlyIfAllAre_data()
{
    QTest::addColumn<OverallStatus>("counts");
    QTest::addColumn<Status>("status");
    const auto row = [](const char *name, std::array<int, 5> counts, Status status) {
        OverallStatus overall;
        overall.counts = counts;
        QTest::newRow(name) << overall << status;
    };
    row("none", {0, 0, 0, 0, 0}, Status::Unknown);
    row("paused and unknown do not vote", {0, 0, 0, 2, 3}, Status::Unknown);
    row("all healthy", {3, 0, 0, 1, 1}, Status::Healthy);
    row("one degraded", {3, 1, 0, 0, 0}, Status::Degraded);
    row("one unhealthy among healthy", {3, 0, 1, 0, 0}, Status::Degraded);
    row("all degraded", {0, 2, 0, 0, 0}, Status::Degraded);
    row("all unhealthy", {0, 0, 2, 0, 5}, Status::Unhealthy);
}

void TestStatus::theWholeIsHealthyOnlyIfAllAre()
{
    QFETCH(const OverallStatus, counts);
    QFETCH(const Status, status);
    QCOMPARE(overallOf(counts), status);
}

FUSEBOX_LOOP_TEST(TestStatus)
#include "tst_status.moc"
