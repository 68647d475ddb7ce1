// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QProxyStyle>
#include <QTest>

#include "tests/ui/builders.h"
#include "ui/panes/circuit_card.h"
#include "ui/panes/circuit_diagram.h"
#include "ui/panes/window_strip.h"
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

CircuitView windowOf(unsigned failed, unsigned slow, unsigned succeeded)
{
    CircuitView circuit;
    circuit.window[Outcome::Failure] = failed;
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
        CircuitView circuit = windowOf(3, 2, 5);
        circuit.settings.failureRate = 0.5;
        circuit.settings.slowRate = 0.8;
        QCOMPARE(ui::circuitReason(circuit),
                 QStringLiteral("To tripping: 3 of 5 failures in 60 s, failure rate 30 % of 50 %, "
                                "slow rate 20 % of 80 %."));
    }

    void aTripShowsItsEvidence()
    {
        testing::ManualClock clock;
        auto circuit = testing::opened(QStringLiteral("x"), clock, 12s).circuit;
        QVERIFY(ui::tripEvidence(circuit, now).isEmpty());
        circuit.lastTrip->lastErrors.add(ErrorClass::Timeout, now - 20s);
        circuit.lastTrip->lastErrors.add(ErrorClass::Refused, now - 12s);
        QCOMPARE(ui::tripEvidence(circuit, now),
                 QStringLiteral("Last errors: connection refused 12 s ago · timeout 20 s ago"));
        circuit.state = CircuitState::Closed;
        QVERIFY(ui::tripEvidence(circuit, now).isEmpty());
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

QTEST_MAIN(TestCircuitCard)
#include "tst_circuit_card.moc"
