// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/builders.h"
#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/round_trip_chart.h"
#include "ui/theme/colours.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::WebSocketChange;
using health::WebSocketEvent;

namespace {

const ui::TimePoint now{100h};

health::Moment ago(health::Nanoseconds age)
{
    return {now - age, health::WallTime(100h) - std::chrono::floor<std::chrono::milliseconds>(age)};
}

WebSocketEvent pong(health::Nanoseconds roundTrip)
{
    return {.change = WebSocketChange::Pong, .roundTrip = roundTrip};
}

WebSocketEvent loss()
{
    return {.change = WebSocketChange::Disconnected, .closeCode = 1012, .failure = probe::ProbeFailure{}};
}

} // namespace

/// A detail pane with a WebSocket that is pinged every 10 s, was lost 8 min ago and is back since.
class TestRoundTripChart : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    std::shared_ptr<history::EndpointHistory> history;
    health::EndpointSnapshot endpoint;
    std::unique_ptr<ui::DetailPane> pane;

    ui::LatencyChart &chart() const
    {
        return *pane->findChild<ui::LatencyChart *>(QStringLiteral("roundTripChart"));
    }
    QString summary() const { return pane->findChild<QLabel *>(QStringLiteral("roundTripSummary"))->text(); }
    void openTab() const { pane->findChild<QTabWidget *>()->setCurrentIndex(1); }
    /// The heights at which something is drawn in a colour, at a moment.
    std::vector<int> inked(ui::TimePoint at, const QColor &colour) const
    {
        const QImage picture = chart().grab().toImage();
        const auto [left, right] = chart().plotEdges();
        const int x = qRound(left + chart().content().window.share(at) * (right - left));
        std::vector<int> heights;
        for (int y = 0; y < picture.height(); ++y) {
            for (const int beside : {x - 1, x, x + 1}) {
                if (picture.pixelColor(beside, y).rgb() == colour.rgb()) {
                    heights.push_back(y);
                    break;
                }
            }
        }
        return heights;
    }

private Q_SLOTS:
    void init()
    {
        history = std::make_shared<history::EndpointHistory>();
        history->keepFine(true);
        for (auto age = 1200s; age > 0s; age -= 10s) {
            const bool isLost = age <= 480s && age > 460s;
            if (age == 480s)
                history->add({ago(age), {}, loss()});
            else if (!isLost)
                history->add({ago(age), {}, pong(age == 300s ? 40ms : 8ms)});
        }
        endpoint = testing::withConfig(testing::endpoint(QStringLiteral("x")), [](auto &config) {
            config.asked = QUrl(QStringLiteral("wss://ticker.example/stream"));
            config.interval = 10s;
        });
        endpoint.session = health::SessionView{.state = health::LinkState::Connected, .since = ago(460s)};
        pane = std::make_unique<ui::DetailPane>(theme);
        pane->resize(700, 900);
        pane->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(pane.get()));
        pane->show(endpoint, history, {}, now);
    }
    void cleanup() { pane.reset(); }

    void aSessionShowsItsRoundTrips()
    {
        openTab();
        QVERIFY(chart().isVisible());
        QCOMPARE(chart().content().window.from, now - 15min);
        QCOMPARE(summary(), QStringLiteral("88 pings in 15 min, 1 failure, 8.0 ms to 40 ms"));
    }

    void whatWasNotWatchedTakesNoRoom()
    {
        history = std::make_shared<history::EndpointHistory>();
        history->add({ago(120s), {}, pong(8ms)});
        history->add({ago(110s), {}, pong(9ms)});
        pane->show(endpoint, history, {}, now);
        pane->tick(now, true);
        openTab();
        QCOMPARE(chart().view().length(), health::Nanoseconds(120s));
        QCOMPARE(summary(), QStringLiteral("2 pings in 2 min, 0 failures, 8.0 ms to 9.0 ms"));
    }

    void whatIsPolledHasNone()
    {
        endpoint.session.reset();
        pane->show(testing::endpoint(QStringLiteral("y")), history, {}, now);
        openTab();
        QVERIFY(!chart().isVisible());
    }

    void aLossIsMarkedOnTheTimeAxis()
    {
        openTab();
        const QColor ink = theme.colours().of(health::Status::Unhealthy).fill;
        QVERIFY(!inked(now - 480s, ink).empty());
        QVERIFY(inked(now - 240s, ink).empty());
    }

    void theWheelZoomsAndTheWordsFollow()
    {
        openTab();
        const QPointF at = QRectF(chart().rect()).center();
        QWheelEvent event(at, chart().mapToGlobal(at), {}, {0, 120 * 3}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QCoreApplication::sendEvent(&chart(), &event);
        QVERIFY(chart().view().length() < health::Nanoseconds(480s));
        QVERIFY2(summary().contains(QStringLiteral(" in 7 min, 1 failure,")), qPrintable(summary()));
    }

    void pointingAtAPingTellsItsFigures()
    {
        openTab();
        const auto [left, right] = chart().plotEdges();
        const QPointF at(left + chart().content().window.share(now - 300s) * (right - left), 60);
        QMouseEvent event(QEvent::MouseMove, at, chart().mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(&chart(), &event);
        QVERIFY2(chart().readout().join(u' ').contains(QStringLiteral("40 ms")),
                 qPrintable(chart().readout().join(u' ')));
    }

    void whatCameBehindAnotherTabIsDrawnAtOnceWhenItIsOpened()
    {
        openTab();
        pane->findChild<QTabWidget *>()->setCurrentIndex(0);
        history->add({ago(0s), {}, loss()});
        pane->show(endpoint, history, {}, now);
        pane->tick(now, true);
        openTab();
        QVERIFY2(summary().contains(QStringLiteral("2 failures")), qPrintable(summary()));
    }
};

FUSEBOX_WIDGET_TEST(TestRoundTripChart)
#include "tst_round_trip_chart.moc"
