// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/charts/heartbeat_strip.h"
#include "ui/panes/chart_box.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::TimePoint;
using ui::ChartView;
using ui::HeartbeatStrip;
using ui::LatencyChart;

namespace {

const health::TimePoint now{100h};

void turnWheel(QWidget &widget, const QPointF &at, int notches, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

/// What QTest::mouseMove() sends depends on where the pointer of the last test was.
void hover(QWidget &widget, const QPointF &at)
{
    QMouseEvent event(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class TestLatencyChart : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    ui::MomentFocus focus;
    std::shared_ptr<history::EndpointHistory> history;
    health::EndpointSnapshot endpoint;
    std::unique_ptr<ui::ChartBox> box;

    LatencyChart &chart() const { return *box->findChild<LatencyChart *>(); }
    HeartbeatStrip &strip() const { return *box->findChild<HeartbeatStrip *>(); }
    QToolButton &button(const char *name) const
    {
        return *box->findChild<QToolButton *>(QString::fromLatin1(name));
    }
    QPoint placeOf(health::TimePoint at) const
    {
        const auto [left, right] = chart().plotEdges();
        const double share = chart().content().window.share(at);
        return {qRound(left + share * (right - left)), chart().height() / 2};
    }
    void add(health::Nanoseconds age, health::CheckEvent check)
    {
        history->add(
            {{now - age, health::WallTime(100h) - std::chrono::floor<std::chrono::milliseconds>(age)},
             QStringLiteral("x"),
             std::move(check)});
    }

private Q_SLOTS:
    void init()
    {
        history = std::make_shared<history::EndpointHistory>();
        history->keepFine(true);
        for (auto age = 3600s; age > 0s; age -= 1s) {
            if (age == 100s)
                add(age, testing::failure(resilience::ErrorClass::Refused));
            else
                add(age, testing::success(age == 50s ? 90ms : 30ms));
        }
        endpoint = testing::endpoint(QStringLiteral("x"));
        box = std::make_unique<ui::ChartBox>(theme, focus);
        box->resize(700, 320);
        box->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(box.get()));
        box->show(endpoint, history, now);
    }
    void cleanup() { box.reset(); }

    void aRangeButtonShowsSoMuch()
    {
        QVERIFY(button("range-5").isChecked());
        QTest::mouseClick(&button("range-60"), Qt::LeftButton);
        QCOMPARE(chart().view().length(), health::Nanoseconds(1h));
        QVERIFY(!button("range-5").isChecked());
        QCOMPARE(chart().content().window.from, now - 1h);
    }

    void theWheelZooms()
    {
        turnWheel(chart(), placeOf(now - 200s), 1);
        QCOMPARE(chart().view().length(), health::Nanoseconds(240s));
        QVERIFY(!chart().view().follows());
        QVERIFY(!button("range-5").isChecked());
        turnWheel(chart(), placeOf(now - 200s), -1);
        QCOMPARE(chart().view().length(), health::Nanoseconds(300s));
        QVERIFY(chart().view().follows());
    }

    void theWheelZoomsAboutThePointer_data()
    {
        QTest::addColumn<bool>("isScrolledAway");
        QTest::newRow("at the live edge") << false;
        QTest::newRow("in the past") << true;
    }
    void theWheelZoomsAboutThePointer()
    {
        QFETCH(bool, isScrolledAway);
        chart().setFocus();
        if (isScrolledAway)
            QTest::keyClick(&chart(), Qt::Key_Left);
        const QPoint pointed = placeOf(now - 200s);
        turnWheel(chart(), pointed, 2);
        QCOMPARE_LE((placeOf(now - 200s) - pointed).manhattanLength(), 1);
    }

    void keysZoomAtTheLiveEdgeThatIsFollowed()
    {
        chart().setFocus();
        QTest::keyClick(&chart(), Qt::Key_Plus);
        QVERIFY(chart().view().follows());
        QCOMPARE(chart().view().length(), health::Nanoseconds(240s));
    }

    void draggingPansAndLiveLeadsBack()
    {
        QVERIFY(!button("chartLive").isVisible());
        const QPoint from = placeOf(now - 200s);
        const QPoint to = placeOf(now - 140s);
        QTest::mousePress(&chart(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&chart(), to);
        QTest::mouseRelease(&chart(), Qt::LeftButton, {}, to);
        QVERIFY(!chart().view().follows());
        const auto moved = now - chart().view().to(now);
        QVERIFY2(moved > 59s && moved < 61s, qPrintable(QString::number(moved / 1ms)));
        box->show(endpoint, history, now + 10s);
        QCOMPARE(now - chart().view().to(now + 10s), moved); // time goes on, it stands still
        QVERIFY(button("chartLive").isVisible());
        QTest::mouseClick(&button("chartLive"), Qt::LeftButton);
        QVERIFY(chart().view().follows());
        QVERIFY(!button("chartLive").isVisible());
    }

    void draggingWithShiftChoosesAStretch()
    {
        const QPoint from = placeOf(now - 120s);
        const QPoint to = placeOf(now - 60s);
        QTest::mousePress(&chart(), Qt::LeftButton, Qt::ShiftModifier, from);
        QTest::mouseMove(&chart(), to);
        QTest::mouseRelease(&chart(), Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(std::chrono::abs(chart().view().from(now) - (now - 120s)) < 1s);
        QVERIFY(std::chrono::abs(chart().view().to(now) - (now - 60s)) < 1s);
    }

    void theWheelWithShiftPans()
    {
        turnWheel(chart(), placeOf(now - 100s), 1, Qt::ShiftModifier);
        QCOMPARE(chart().view().to(now), now - 30s);
    }

    void keysDoTheSame()
    {
        chart().setFocus();
        QTest::keyClick(&chart(), Qt::Key_Left);
        QCOMPARE(chart().view().to(now), now - 30s);
        QTest::keyClick(&chart(), Qt::Key_Plus);
        QCOMPARE(chart().view().length(), health::Nanoseconds(240s));
        QTest::keyClick(&chart(), Qt::Key_End);
        QVERIFY(chart().view().follows());
    }

    void aDoubleClickLeadsBackToNow()
    {
        chart().setFocus();
        QTest::keyClick(&chart(), Qt::Key_Left);
        QTest::mouseDClick(&chart(), Qt::LeftButton, {}, placeOf(now - 100s));
        QVERIFY(chart().view().follows());
    }

    void hoveringTellsExactFigures()
    {
        hover(chart(), placeOf(now - 50s));
        QCOMPARE(chart().readout().last(), QStringLiteral("90 ms"));
        hover(chart(), placeOf(now - 100s));
        QCOMPARE(chart().readout().last(), QStringLiteral("failed"));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&chart(), &leave);
        QVERIFY(chart().readout().isEmpty());
    }

    void hoveringTheStripHighlightsTheSameMomentInTheChart()
    {
        const QImage before = chart().grab().toImage();
        hover(strip(), QPoint(placeOf(now - 50s).x(), strip().height() / 2));
        QVERIFY(focus.at());
        QVERIFY(std::chrono::abs(*focus.at() - (now - 50s)) < 5s); // the check that its beat leads to
        QVERIFY(!chart().readout().isEmpty());
        QVERIFY(chart().grab().toImage() != before);
    }

    void theMedianTakesTheColourOfTheLossAroundIt()
    {
        const QImage image = chart().grab().toImage();
        const auto isWarm = [&](health::TimePoint at) {
            const int top = qRound(chart().height() / 2.0) - 60;
            for (int y = std::max(0, top); y < chart().height() - 40; ++y) { // above the marks of failures
                const QColor colour = image.pixelColor(placeOf(at).x(), y);
                if (colour.red() > colour.blue() + 60)
                    return true;
            }
            return false;
        };
        QVERIFY(isWarm(now - 95s)); // one of 18 failed
        QVERIFY(isWarm(now - 105s));
        QVERIFY(!isWarm(now - 200s));
    }

    void whatIsSlowIsToldOfThoughTheScaleEndsBelowIt()
    {
        const auto pictureWith = [this](std::chrono::seconds slowAfter) {
            box->show(
                testing::withConfig(endpoint, [&](settings::EndpointConfig &c) { c.slowAfter = slowAfter; }),
                history, now);
            return chart().grab().toImage();
        };
        QVERIFY(pictureWith(1s) != pictureWith(2s));
    }

    void withoutAnAnswerThereIsNoScale()
    {
        history = std::make_shared<history::EndpointHistory>();
        add(1s, testing::failure(resilience::ErrorClass::Refused));
        box->show(endpoint, history, now);
        QVERIFY(chart().content().scale.ticks().empty());
    }

    void theMomentsFiguresLeaveTheLegendOfThePhasesToBeRead()
    {
        health::CheckEvent check = testing::success(30ms);
        check.phases[probe::Phase::Connect] = 10ms;
        check.phases[probe::Phase::Wait] = 20ms;
        add(0s, check);
        box->show(endpoint, history, now);
        QTest::mouseClick(&button("chartPhases"), Qt::LeftButton);
        const auto legend = [this] {
            const QPoint begin(qRound(chart().plotEdges().first) + 16,
                               QFontMetrics(chart().font()).height() / 2);
            return chart().grab({begin, QSize(120, 10)}).toImage();
        };
        const QImage before = legend();
        hover(chart(), {chart().plotEdges().first + 12, 60});
        QVERIFY(!chart().readout().isEmpty());
        QCOMPARE(legend(), before);
    }

    void aRemarkIsForTheMomentItWasMadeOf()
    {
        hover(chart(), placeOf(now - 50s));
        chart().remark(QStringLiteral("not kept"));
        QCOMPARE(chart().readout().last(), QStringLiteral("not kept"));
        box->show(endpoint, history, now);
        QCOMPARE(chart().readout().last(), QStringLiteral("not kept"));
        hover(chart(), placeOf(now - 60s));
        QVERIFY(!chart().readout().contains(QStringLiteral("not kept")));
    }

    void aPingsBeatLeadsNowhere()
    {
        QSignalSpy picked(box.get(), &ui::ChartBox::beatPicked);
        const auto &columns = strip().picture().columns;
        const auto fine = std::ranges::find(columns, 0U, &ui::ChartColumn::failed);
        const QPoint beat = strip().beatRect(*fine).center().toPoint();
        hover(strip(), beat);
        QCOMPARE(strip().cursor().shape(), Qt::PointingHandCursor);
        endpoint.session.emplace();
        box->show(endpoint, history, now);
        hover(strip(), beat);
        QCOMPARE(strip().cursor().shape(), Qt::ArrowCursor);
        QTest::mouseClick(&strip(), Qt::LeftButton, {}, beat);
        QVERIFY(picked.isEmpty());
    }

    void aPingThatFailedLeadsToWhatWasWrong()
    {
        QSignalSpy picked(box.get(), &ui::ChartBox::troublePicked);
        endpoint.session.emplace();
        box->show(endpoint, history, now);
        QTest::mouseClick(&strip(), Qt::LeftButton, {}, {placeOf(now - 100s).x(), strip().height() / 2});
        QCOMPARE(picked.size(), 1);
        QVERIFY(std::chrono::abs(picked[0][1].value<TimePoint>() - (now - 100s)) <= 3s);
    }

    void aClickOnARedStretchAsksWhatWasWrong()
    {
        QSignalSpy picked(box.get(), &ui::ChartBox::troublePicked);
        QTest::mouseClick(&chart(), Qt::LeftButton, {}, placeOf(now - 150s)); // all was well
        QVERIFY(picked.isEmpty());
        hover(chart(), placeOf(now - 100s));
        QCOMPARE(chart().cursor().shape(), Qt::PointingHandCursor);
        QTest::mouseClick(&chart(), Qt::LeftButton, {}, placeOf(now - 100s));
        QCOMPARE(picked.size(), 1);
        QVERIFY(std::chrono::abs(picked[0][1].value<TimePoint>() - (now - 100s)) <= 3s);
        hover(chart(), placeOf(now - 150s));
        QCOMPARE(chart().cursor().shape(), Qt::ArrowCursor);
    }

    void aClickOnAHatchedStretchAsksWhatWasWrong()
    {
        history->add({{now, {}},
                      QStringLiteral("x"),
                      health::TransitionEvent{testing::transition(
                          resilience::EffectiveState::Closed, resilience::EffectiveState::Open,
                          resilience::TransitionReason::FailuresInWindow)}});
        box->show(endpoint, history, now + 60s);
        QSignalSpy picked(box.get(), &ui::ChartBox::troublePicked);
        const QPoint at = placeOf(now + 30s);
        QTest::mouseClick(&chart(), Qt::LeftButton, {}, at);
        QTest::mouseClick(&strip(), Qt::LeftButton, {}, {at.x(), strip().height() / 2});
        QCOMPARE(picked.size(), 2);
        for (const auto &pick : picked) {
            QCOMPARE_LE(pick[0].value<TimePoint>(), now + 30s);
            QCOMPARE_GE(pick[1].value<TimePoint>(), now + 30s);
        }
    }

    void whoDragsDoesNotClick()
    {
        QSignalSpy picked(box.get(), &ui::ChartBox::troublePicked);
        const QPoint at = placeOf(now - 100s);
        QTest::mousePress(&chart(), Qt::LeftButton, {}, at);
        for (int x = 1; x <= 30; ++x) {
            const QPointF to = at + QPoint(x, 0);
            QMouseEvent move(QEvent::MouseMove, to, chart().mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                             {});
            QCoreApplication::sendEvent(&chart(), &move);
        }
        QVERIFY(!chart().view().follows());
        QTest::mouseRelease(&chart(), Qt::LeftButton, {}, placeOf(now - 100s));
        QVERIFY(picked.isEmpty());
    }

    void aClickOnABeatAsksForItsCheck()
    {
        QSignalSpy picked(box.get(), &ui::ChartBox::beatPicked);
        QTest::mouseClick(&strip(), Qt::LeftButton, {}, {placeOf(now - 100s).x(), strip().height() / 2});
        QCOMPARE(picked.size(), 1);
        const auto at = picked[0][1].value<health::TimePoint>();
        QVERIFY(std::chrono::abs(at - (now - 100s)) <= 3s);
    }

    void aTrialsBeatCanBeClickedThoughItStandsBetweenGaps()
    {
        using enum resilience::EffectiveState;
        const auto open = [this](health::TimePoint at, resilience::EffectiveState from) {
            history->add({{at, {}},
                          QStringLiteral("x"),
                          health::TransitionEvent{
                              testing::transition(from, Open, resilience::TransitionReason::TrialFailed)}});
        };
        open(now, Closed);
        add(-30s, testing::failure(resilience::ErrorClass::Refused));
        open(now + 30s, HalfOpen);
        box->show(endpoint, history, now + 60s);
        QSignalSpy picked(box.get(), &ui::ChartBox::beatPicked);
        for (const int beside : {-2, 2})
            QTest::mouseClick(&strip(), Qt::LeftButton, {},
                              {placeOf(now + 30s).x() + beside, strip().height() / 2});
        QCOMPARE(picked.size(), 2);
        QTest::mouseClick(&strip(), Qt::LeftButton, {}, {placeOf(now + 45s).x(), strip().height() / 2});
        QCOMPARE(picked.size(), 2); // nothing was measured there
    }

    void theNewestBeatIsDrawnInAnyRange()
    {
        for (const auto range : {5min, 60min, 30 * 24 * 60min}) {
            chart().setRange(range);
            const QPointF beat = strip().beatRect(strip().picture().columns.back()).center();
            const QColor colour = strip().grab().toImage().pixelColor(beat.toPoint());
            QVERIFY(colour != strip().palette().window().color());
        }
    }

    void beatsAreAsHighAsTheirLatency()
    {
        const auto beatOf = [&](health::TimePoint at) {
            const double share = chart().content().window.share(at);
            const auto &columns = strip().picture().columns;
            return strip().beatRect(*std::ranges::min_element(
                columns, {}, [share](const ui::ChartColumn &c) { return std::abs(c.x - share); }));
        };
        QVERIFY(beatOf(now - 50s).height() > 2 * beatOf(now - 30s).height());
        QVERIFY(beatOf(now - 100s).height() > 2 * beatOf(now - 30s).height()); // a failure stands tall
    }

    void anOpenCircuitIsAHatchedGapNotTheLastValue()
    {
        endpoint.circuit.since = now;
        history->add({{now, {}},
                      QStringLiteral("x"),
                      health::TransitionEvent{testing::transition(
                          resilience::EffectiveState::Closed, resilience::EffectiveState::Open,
                          resilience::TransitionReason::FailuresInWindow)}});
        box->show(endpoint, history, now + 60s);
        QCOMPARE(chart().content().picture.gaps.back().gap.cause, health::GapCause::CircuitOpen);
        hover(chart(), placeOf(now + 30s));
        QCOMPARE(chart().readout().last(), QStringLiteral("Nothing measured: circuit open (60 s)"));
    }

    void phasesAreStackedOnRequest()
    {
        health::CheckEvent check = testing::success(30ms);
        check.phases[probe::Phase::Connect] = 10ms;
        check.phases[probe::Phase::Wait] = 20ms;
        add(0s, check);
        box->show(endpoint, history, now);
        QTest::mouseClick(&button("chartPhases"), Qt::LeftButton);
        QCOMPARE(chart().content().kind, ui::ChartKind::Phases);
        QCOMPARE(chart().content().scale.valueAt(1), 30.0);
        QVERIFY(!button("chartLog").isEnabled());
        hover(chart(), placeOf(now));
        QVERIFY(chart().readout().contains(QStringLiteral("connect 10 ms · first byte 20 ms")));
    }

    void theScaleIsLogarithmicOnRequest()
    {
        QCOMPARE(chart().content().scale.ticks().front(), 0.0);
        QTest::mouseClick(&button("chartLog"), Qt::LeftButton);
        QCOMPARE(chart().content().scale.ticks(), (std::vector<double>{10, 100}));
    }

    void everythingThatIsShownFitsAPaneOfLeastWidth()
    {
        box->resize(320, 260);
        QCOMPARE_LE(box->minimumSizeHint().width(), 320);
        hover(chart(), placeOf(now - 50s));
        QVERIFY(!box->grab().isNull());
    }
};

FUSEBOX_WIDGET_TEST(TestLatencyChart)
#include "tst_latency_chart.moc"
