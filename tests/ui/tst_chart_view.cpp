// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/charts/chart_view.h"

using namespace fusebox;
using namespace std::chrono_literals;
using fusebox::ui::ChartView;

namespace {

const health::TimePoint now{1000h};

} // namespace

class TestChartView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsUntilPannedAway()
    {
        ChartView view;
        QCOMPARE(view.to(now + 5s), now + 5s);
        view.pan(-0.1, now);
        QVERIFY(!view.follows());
        QCOMPARE(view.to(now + 5s), now - 30s); // stands still
        QCOMPARE(view.from(now), now - 30s - 5min);
    }

    void pannedBackToNowItFollowsAgain()
    {
        ChartView view;
        view.pan(-0.1, now);
        view.pan(0.5, now);
        QVERIFY(view.follows());
        QCOMPARE(view.to(now + 1s), now + 1s);
    }

    void aRangeLeadsBackToNow()
    {
        ChartView view;
        view.pan(-3, now);
        view.setRange(24h);
        QVERIFY(view.follows());
        QCOMPARE(view.length(), health::Nanoseconds(24h));
    }

    void zoomAtTheLiveEdgeGoesOnFollowing()
    {
        ChartView view;
        view.zoom(0.5, 1, now);
        QVERIFY(view.follows());
        QCOMPARE(view.length(), health::Nanoseconds(150s));
    }

    void zoomedInAndOutAgainItFollows()
    {
        ChartView view;
        view.zoom(0.8, 0.2, now);
        QVERIFY(!view.follows());
        view.zoom(1 / 0.8, 0.2, now + 2s);
        QVERIFY(view.follows());
    }

    void zoomKeepsTheMomentUnderThePointer_data()
    {
        QTest::addColumn<double>("panned");
        QTest::newRow("in the past") << -1.0;
        QTest::newRow("while it follows") << 0.0;
    }
    void zoomKeepsTheMomentUnderThePointer()
    {
        QFETCH(double, panned);
        ChartView view;
        view.pan(panned, now);
        const health::TimePoint pointed = view.from(now) + 60s; // a fifth
        view.zoom(0.5, 0.2, now);
        QCOMPARE(view.length(), health::Nanoseconds(150s));
        QCOMPARE(view.from(now) + 30s, pointed);
    }

    void zoomHasLimits()
    {
        ChartView view;
        for (int i = 0; i < 100; ++i)
            view.zoom(0.5, 0.5, now);
        QCOMPARE(view.length(), ChartView::shortest);
        for (int i = 0; i < 100; ++i)
            view.zoom(2, 0.5, now);
        QCOMPARE(view.length(), ChartView::longest);
    }

    void neverBeyondNowNorTooFarBack()
    {
        ChartView view;
        view.pan(-100, now);
        view.pan(-100, now);
        for (int i = 0; i < 200; ++i)
            view.pan(-100, now);
        QCOMPARE(view.to(now), now - ChartView::longest);
        view.show(now - 10min, now + 10min, now);
        QCOMPARE(view.to(now), now);
    }

    void aStretchIsShownWhicheverWayItWasDragged()
    {
        ChartView view;
        view.show(now - 60s, now - 120s, now);
        QCOMPARE(view.from(now), now - 120s);
        QCOMPARE(view.to(now), now - 60s);
    }
};

FUSEBOX_PLAIN_TEST(TestChartView)
#include "tst_chart_view.moc"
