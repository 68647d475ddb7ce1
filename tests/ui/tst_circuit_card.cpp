// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLayout>
#include <QProxyStyle>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/panes/circuit_card.h"
#include "ui/panes/circuit_diagram.h"
#include "ui/panes/circuit_gauge.h"
#include "ui/panes/window_strip.h"
#include "ui/text/clock_text.h"
#include "ui/text/overview.h"

using namespace fusebox;
using namespace std::chrono_literals;
using resilience::CircuitState;
using resilience::CircuitView;
using resilience::ErrorClass;
using resilience::ForcedState;
using resilience::Outcome;
using Cell = ui::WindowStrip::Cell;

namespace {

const health::TimePoint now{100h};

/// A style with the duration of motion that a test wants.
class MotionStyle final : public QProxyStyle
{
public:
    explicit MotionStyle(int milliseconds)
        : m_milliseconds(milliseconds)
    {
    }
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        return hint == SH_Widget_Animation_Duration ? m_milliseconds
                                                    : QProxyStyle::styleHint(hint, option, widget, data);
    }

private:
    int m_milliseconds;
};

probe::ProbeFailure closedByThePeer()
{
    probe::ProbeFailure failure;
    failure.errorClass = ErrorClass::Reset;
    failure.closeCode = 1001;
    return failure;
}

CircuitView windowOf(unsigned failed, unsigned slow, unsigned succeeded)
{
    CircuitView circuit;
    circuit.window[Outcome::Failure] = failed;
    circuit.failuresInWindow = std::min(static_cast<int>(failed), circuit.settings.failureThreshold);
    circuit.window[Outcome::Slow] = slow;
    circuit.window[Outcome::Success] = succeeded;
    return circuit;
}

} // namespace

class TestCircuitCard : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};

private Q_SLOTS:
    void theWindowIsAStripOfOutcomes()
    {
        ui::WindowStrip strip(theme);
        strip.resize(300, 12);
        strip.show(windowOf(2, 1, 3));
        QCOMPARE(strip.cells(), (std::vector{Cell::Failure, Cell::Failure, Cell::Slow, Cell::Success,
                                             Cell::Success, Cell::Success}));
        strip.show(windowOf(0, 0, 21)); // one more than fit
        QVERIFY(strip.cells().empty());
        strip.show(windowOf(2, 0, 4'000'000'000u));
        QVERIFY(strip.cells().empty());
        QVERIFY(!strip.grab().isNull());
    }

    void halfOpenShowsItsTrials()
    {
        CircuitView circuit = windowOf(5, 0, 0);
        circuit.state = CircuitState::HalfOpen;
        circuit.settings.successThreshold = 4;
        circuit.trialSuccesses = 1;
        circuit.trialsRunning = 2;
        ui::WindowStrip strip(theme);
        strip.resize(300, 12);
        strip.show(circuit);
        QCOMPARE(strip.cells(), (std::vector{Cell::Success, Cell::Running, Cell::Running, Cell::Wanted}));
    }

    void everyRuleSaysHowFarItIs()
    {
        auto endpoint = testing::endpoint(QStringLiteral("x"));
        endpoint.circuit = windowOf(3, 2, 5);
        endpoint.circuit.settings.failureRate = 0.5;
        endpoint.circuit.settings.slowRate = 0.8;
        QCOMPARE(ui::circuitReason(endpoint),
                 QStringLiteral("To tripping: 3 of 5 failures in 60 s, failure rate 30 % of 50 %, "
                                "slow rate 20 % of 80 %."));
    }

    void theWindowIsSaidAsItIsCounted()
    {
        testing::ManualClock clock;
        auto endpoint = testing::endpoint(QStringLiteral("x"));
        endpoint.circuit = windowOf(3, 2, 5);
        QCOMPARE(ui::windowPhrase(endpoint),
                 QStringLiteral("5 succeeded · 2 slow · 3 failed in the last 60 s"));
        endpoint.circuit.settings.rateCalls = 20;
        QCOMPARE(ui::windowPhrase(endpoint),
                 QStringLiteral("5 succeeded · 2 slow · 3 failed in the last 20 calls"));
        endpoint = testing::withOutage(testing::opened(QStringLiteral("x"), clock, 12s),
                                       [](health::Outage &outage) { outage.trip.windowCalls = 20; });
        QCOMPARE(ui::windowPhrase(endpoint),
                 QStringLiteral("At the trip: 0 succeeded · 0 slow · 5 failed in 20 calls"));
    }

    void failuresAreCountedByTimeWhereRatesAreByCalls()
    {
        auto endpoint = testing::endpoint(QStringLiteral("x"));
        endpoint.circuit = windowOf(1, 0, 1);
        endpoint.circuit.settings.rateCalls = 2;
        endpoint.circuit.failuresInWindow = 4; // two left the calls, and are of the last minute all the same
        QCOMPARE(ui::circuitReason(endpoint), QStringLiteral("To tripping: 4 of 5 failures in 60 s."));
        ui::CircuitGauge gauge(theme);
        gauge.show(endpoint.circuit, now);
        QCOMPARE(gauge.accessibleName(), QStringLiteral("Failures on the way to tripping: 4/5"));
    }

    void theGaugeSaysWhatItsFigureIsOf()
    {
        ui::CircuitGauge gauge(theme);
        CircuitView circuit = windowOf(3, 0, 7);
        const auto name = [&] {
            gauge.show(circuit, now);
            return gauge.accessibleName();
        };
        circuit.settings.failureThreshold = 0;
        QCOMPARE(name(), QStringLiteral("No rule opens the circuit"));
        circuit.settings.failureRate = 0.5;
        QCOMPARE(name(), QStringLiteral("Failure rate: 30 %"));
        circuit.settings.minimumCalls = 11;
        QCOMPARE(name(), QStringLiteral("Failure rate: –"));
        circuit.state = CircuitState::Open;
        circuit.nextTrialAt = now + 12s;
        QCOMPARE(name(), QStringLiteral("Time to the next trial: 12 s"));
        circuit.state = CircuitState::HalfOpen;
        circuit.trialSuccesses = 1;
        QCOMPARE(name(), QStringLiteral("Trial calls succeeded: 1/2"));
        circuit.forced = ForcedState::ForcedOpen;
        QCOMPARE(name(), QStringLiteral("Circuit forced open"));
    }

    void aTripShowsItsEvidence()
    {
        testing::ManualClock clock;
        auto endpoint = testing::opened(QStringLiteral("x"), clock, 12s);
        QVERIFY(ui::tripEvidence(endpoint, now).isEmpty());
        endpoint = testing::withOutage(endpoint, [](health::Outage &outage) {
            outage.trip.lastErrors.add(ErrorClass::Timeout, now - 30s);
            outage.trip.lastErrors.add(ErrorClass::Reset, now - 20s);
            outage.trip.lastErrors.add(ErrorClass::Reset, now - 12s);
            outage.failure = closedByThePeer();
        });
        QCOMPARE(
            ui::tripEvidence(endpoint, now),
            QStringLiteral(
                "Last errors: closed by the server: 1001 going away 12 s ago · 20 s ago · timeout 30 s ago"));
        endpoint.circuit.state = CircuitState::Closed;
        QVERIFY(ui::tripEvidence(endpoint, now).isEmpty());
    }

    void trialsThatFailDoNotHideTheTrip()
    {
        testing::ManualClock clock;
        auto endpoint =
            testing::withOutage(testing::opened(QStringLiteral("x"), clock, 12s), [](health::Outage &outage) {
                outage.failure.emplace().errorClass = ErrorClass::HttpStatus;
                outage.failure->status = 503;
                outage.trip.lastError = ErrorClass::HttpStatus;
                outage.failedTrials = 7;
            });
        endpoint.circuit.lastTrip->reason = resilience::TransitionReason::TrialFailed;
        endpoint.lastFailure.emplace().errorClass = ErrorClass::Refused;
        endpoint.lastFailureAt = health::Moment{clock.now() - 16s, {}};
        QCOMPARE(
            ui::circuitReason(endpoint),
            QStringLiteral("Why it opened: 5 of 5 calls failed within 60 s (threshold 5): HTTP 503, at %1.")
                .arg(ui::timeOfDay(clock.moment().wall)));
        QCOMPARE(ui::tripEvidence(endpoint, clock.now()),
                 QStringLiteral("Tried 7 times since; last: connection refused, 16 s ago"));
        endpoint.circuit.window = {}; // what tripped it has left it by now
        QCOMPARE(ui::windowPhrase(endpoint),
                 QStringLiteral("At the trip: 0 succeeded · 0 slow · 5 failed in 60 s"));
    }

    void nothingIsCountedDownWhileNobodyAsks()
    {
        testing::ManualClock clock;
        auto endpoint = testing::opened(QStringLiteral("x"), clock, 12s);
        QVERIFY(ui::trialDue(endpoint));
        endpoint.status = health::Status::Paused;
        QVERIFY(!ui::trialDue(endpoint));
        QCOMPARE(ui::circuitHeadline(endpoint, clock.now()),
                 QStringLiteral("Not checked while it is paused"));
        endpoint.status = health::Status::Unhealthy;
        endpoint.held = true;
        QVERIFY(!ui::trialDue(endpoint));
        QCOMPARE(ui::circuitHeadline(endpoint, clock.now()),
                 QStringLiteral("Not checked while this machine is offline"));
    }

    void itsHeightIsThatOfEveryState()
    {
        testing::ManualClock clock;
        ui::CircuitCard card(theme);
        const auto heightOf = [&](const health::EndpointSnapshot &endpoint) {
            card.show(endpoint, clock.now());
            return card.layout()->totalHeightForWidth(560);
        };
        const auto open = testing::withOutage(
            testing::opened(QStringLiteral("x"), clock, 12s),
            [&](health::Outage &outage) { outage.trip.lastErrors.add(ErrorClass::Refused, clock.now()); });
        const int closedHeight = heightOf(testing::endpoint(QStringLiteral("x")));
        QCOMPARE(heightOf(open), closedHeight);
        QCOMPARE(heightOf(testing::withOutage(open, [](health::Outage &o) { o.failedTrials = 7; })),
                 closedHeight);
    }

    void aTransitionMovesBrieflyAndOnlyWhereMotionIsWanted_data()
    {
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<bool>("moves");
        QTest::newRow("usual") << 200 << true;
        QTest::newRow("reduced motion") << 0 << false;
    }
    void aTransitionMovesBrieflyAndOnlyWhereMotionIsWanted()
    {
        QFETCH(int, milliseconds);
        QFETCH(bool, moves);
        MotionStyle style(milliseconds);
        ui::CircuitDiagram diagram(theme);
        diagram.setStyle(&style);
        diagram.resize(360, 70);
        diagram.QWidget::show();
        diagram.show(CircuitState::Closed, ForcedState::None);
        QVERIFY(!diagram.isMoving());
        diagram.show(CircuitState::Open, ForcedState::None);
        QCOMPARE(diagram.isMoving(), moves);
        QVERIFY(!diagram.grab().isNull());
        QTRY_VERIFY(!diagram.isMoving());
        diagram.show(CircuitState::HalfOpen, ForcedState::None);
        diagram.show(CircuitState::Closed, ForcedState::None);
        QCOMPARE(diagram.isMoving(), moves);
        QVERIFY(!diagram.grab().isNull());
    }

    void anotherEndpointIsNoTransition()
    {
        MotionStyle style(200);
        ui::CircuitDiagram diagram(theme);
        diagram.setStyle(&style);
        diagram.QWidget::show();
        diagram.show(CircuitState::Closed, ForcedState::None);
        diagram.forget();
        diagram.show(CircuitState::Open, ForcedState::None);
        QVERIFY(!diagram.isMoving());
    }
};

FUSEBOX_WIDGET_TEST(TestCircuitCard)
#include "tst_circuit_card.moc"
