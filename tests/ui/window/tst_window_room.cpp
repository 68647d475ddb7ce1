// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"
#include "ui/models/transition_model.h"
#include "ui/theme/metrics.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointSnapshot;
using health::Status;
using testing::orders;
using testing::search;

namespace {

// What takes most words.
probe::ProbeFailure wrongPin()
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::Tls;
    failure.fault = probe::TlsFault::PinMismatch;
    failure.detail = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
    return failure;
}

probe::ProbeFailure refusedUpgrade()
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::HttpStatus;
    failure.fault = probe::WebSocketFault::BadUpgrade;
    failure.detail = "HTTP 503 Service Unavailable";
    return failure;
}

/// Open for long: it was tried again and again.
EndpointSnapshot failingTrials(const testing::ManualClock &clock, const probe::ProbeFailure &failure)
{
    EndpointSnapshot endpoint =
        testing::withOutage(testing::opened(search, clock, 28s), [&](health::Outage &outage) {
            outage.trip.actual = outage.trip.threshold = 12;
            outage.trip.window[resilience::Outcome::Success] = 128;
            outage.trip.window[resilience::Outcome::Failure] = 12;
            outage.trip.lastError = failure.errorClass;
            outage.failure = failure;
            outage.failedTrials = 127;
        });
    endpoint.lastFailure = failure;
    endpoint.lastFailureAt = endpoint.failingSince = clock.moment();
    return endpoint;
}

EndpointSnapshot asWebSocket(EndpointSnapshot endpoint, health::Moment now)
{
    endpoint.session = health::SessionView{.state = health::LinkState::Waiting, .since = now, .lostAt = now};
    return testing::withConfig(endpoint, [](settings::EndpointConfig &config) {
        config.asked = QUrl(QStringLiteral("wss://search.example/stream"));
    });
}

EndpointSnapshot halfOpen(EndpointSnapshot endpoint)
{
    endpoint.circuit.state = resilience::CircuitState::HalfOpen;
    endpoint.circuit.nextTrialAt.reset();
    return endpoint;
}

EndpointSnapshot forced(EndpointSnapshot endpoint, resilience::ForcedState state)
{
    endpoint.circuit.forced = state;
    return endpoint;
}

EndpointSnapshot held(EndpointSnapshot endpoint)
{
    endpoint.held = true;
    return endpoint;
}

} // namespace

class TestWindowRoom : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

    void tabGoesFromLeftToRightAndDown()
    {
        window->resize(1440, 900);
        applyTwo();
        table().setFocus();
        QStringList order;
        QWidget *at = window->nextInFocusChain();
        for (int i = 0; i < 1000 && at != window.get(); ++i, at = at->nextInFocusChain()) {
            for (const char *name :
                 {"bar-addEndpoint", "bar-pauseEndpoint", "filter", "chip-unhealthy", "chip-by-hand",
                  "bar-show-details", "bar-show-events", "endpointTable", "eventLog"})
                if (at->objectName() == QLatin1StringView(name))
                    order << at->objectName();
        }
        QCOMPARE(order.join(u' '),
                 QStringLiteral("bar-addEndpoint bar-pauseEndpoint filter chip-unhealthy chip-by-hand "
                                "bar-show-details bar-show-events endpointTable eventLog"));
        const auto childrenOf = [this](const char *name) {
            return part<QSplitter>(QString::fromLatin1(name)).children();
        };
        const auto down = childrenOf("down");
        QVERIFY(down.indexOf(&part<QWidget>(QStringLiteral("across"))) <
                down.indexOf(&part<QWidget>(QStringLiteral("eventLogPane"))));
        const auto across = childrenOf("across");
        QVERIFY(across.indexOf(&table()) < across.indexOf(&part<QWidget>(QStringLiteral("detailPane"))));
    }

    void theDetailOfALowWindowScrolls()
    {
        applyTwo();
        window->resize(640, 480);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QTRY_VERIFY(scroll.verticalScrollBar()->maximum() > 0);
        QVERIFY(scroll.widget()->height() >= scroll.widget()->minimumSizeHint().height());
        QVERIFY(scroll.widget()->width() <= scroll.viewport()->width());
        QCOMPARE(window->size(), QSize(640, 480));
        QCOMPARE_LE(window->centralWidget()->minimumSizeHint().width(), 640);
    }

    void theDetailIsNeverCutAtItsSide_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(640, 480), QSize(720, 600), QSize(800, 600), QSize(890, 600),
                                 QSize(1024, 700), QSize(1110, 700), QSize(1280, 800)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }

    void theDetailIsNeverCutAtItsSide()
    {
        QFETCH(QSize, size);
        window->resize(size);
        applyTwo();
        click(search);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE_LE(scroll.widget()->width(), scroll.viewport()->width());
    }

    void theDetailDoesNotScrollWhereThereIsRoom()
    {
        window->resize(1440, 900);
        applyTwo();
        click(search);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE(scroll.verticalScrollBar()->maximum(), 0);
    }

    void reasonsHaveTheWidthOfTheDetail()
    {
        window->resize(1440, 900);
        applyTwo();
        const auto &header = *part<QWidget>(QStringLiteral("detailStatus")).parentWidget();
        for (const char *line : {"detailStatus", "detailCompany"}) {
            auto &label = part<QWidget>(QString::fromLatin1(line));
            label.show();
            QTRY_COMPARE(label.geometry().right(), header.rect().right());
        }
    }

    void aLineOfTextIsNotCutWhereItHasWhatItAsksFor()
    {
        ui::ElidedLabel label;
        label.setFont(ui::titleFont(label.font()));
        for (int letters = 1; letters < 60; ++letters) {
            label.setText(QStringLiteral("Chat gateway of the branch offices in the north").left(letters));
            const int asked = label.sizeHint().width();
            QCOMPARE(label.fontMetrics().elidedText(label.text(), Qt::ElideRight, asked), label.text());
        }
    }

    void aSmallWindowShowsTheWholeCircuitCard_data()
    {
        QTest::addColumn<EndpointSnapshot>("endpoint");
        QTest::newRow("closed") << testing::endpoint(search);
        const EndpointSnapshot http = failingTrials(clock, wrongPin());
        QTest::newRow("open") << http;
        QTest::newRow("half-open") << halfOpen(http);
        const EndpointSnapshot socket = asWebSocket(failingTrials(clock, refusedUpgrade()), clock.moment());
        QTest::newRow("open, of a WebSocket") << socket;
        QTest::newRow("half-open, of a WebSocket") << halfOpen(socket);
        QTest::newRow("forced open") << forced(socket, resilience::ForcedState::ForcedOpen);
        QTest::newRow("only measured") << forced(socket, resilience::ForcedState::MeasureOnly);
        QTest::newRow("held") << held(socket);
    }

    void aSmallWindowShowsTheWholeCircuitCard()
    {
        QFETCH(EndpointSnapshot, endpoint);
        window->resize(1024, 700);
        health::MonitorUpdate update =
            testing::updateOf({endpoint, testing::endpoint(orders, Status::Unhealthy)});
        const health::Incident incident{.cause = {health::CauseKind::Host, QStringLiteral("shop.example")},
                                        .failing = {search, orders},
                                        .sharing = 2};
        update.incidents = std::make_shared<const std::vector<health::Incident>>(1, incident);
        apply(update);
        table().select(search);
        QVERIFY(part<QWidget>(QStringLiteral("detailCompany")).isVisible());
        const auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE(scroll.verticalScrollBar()->maximum(), 0);
        for (const QLabel *label : part<QWidget>(QStringLiteral("circuitCard")).findChildren<QLabel *>())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->objectName()));
    }

    void theLogBeginsWithAWholeLine()
    {
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({testing::opened(orders, clock, 30s)});
        for (int i = 0; i < 40; ++i)
            update.events.push_back(testing::event(
                orders, clock.moment(),
                health::TransitionEvent{*testing::opened(orders, clock, 30s).circuit.lastTrip}));
        apply(update);
        auto &log = part<QTreeView>(QStringLiteral("eventLog"));
        QTRY_VERIFY(log.verticalScrollBar()->maximum() > 0);
        for (const int height : {90, 97, 105}) {
            log.setFixedHeight(height);
            log.scrollToBottom();
            QTRY_COMPARE(log.visualRect(log.indexAt({0, 0})).top(), 0);
        }
    }

    void reasonsOfTransitionsAreNotCut_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {1024, 1280, 1440, 1920})
            QTest::addRow("%d", width) << width;
    }

    void reasonsOfTransitionsAreNotCut()
    {
        QFETCH(int, width);
        window->resize(width, 900);
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({testing::opened(orders, clock, 30s)});
        update.events.push_back(
            testing::event(orders, clock.moment(),
                           health::TransitionEvent{*testing::opened(orders, clock, 30s).circuit.lastTrip}));
        apply(update);
        auto &list = part<QTreeView>(QStringLiteral("transitionList"));
        const QString why = list.model()->index(0, ui::TransitionModel::WhyColumn).data().toString();
        const bool isStacked = list.isColumnHidden(ui::TransitionModel::WhyColumn);
        const QRect row = list.visualRect(list.model()->index(0, isStacked ? ui::TransitionModel::ChangeColumn
                                                                           : ui::TransitionModel::WhyColumn));
        const QRect room(0, 0, row.width() - 2 * ui::spaceS, 1000);
        const int needed = list.fontMetrics().boundingRect(room, Qt::TextWordWrap, why).height();
        const int given = row.height() - (isStacked ? ui::compactRowHeight : 0);
        QVERIFY(given >= needed && given < needed + ui::rowHeight);
    }

    void aNarrowWindowPutsTheDetailUnderTheTable()
    {
        applyTwo();
        auto &across = part<QSplitter>(QStringLiteral("across"));
        QCOMPARE(across.orientation(), Qt::Horizontal);
        window->resize(1024, 700);
        QTRY_COMPARE(across.orientation(), Qt::Vertical);
        QVERIFY(part<QWidget>(QStringLiteral("detailPane")).isVisible());
    }

    void panesFold()
    {
        applyTwo();
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+I")));
        QVERIFY(!part<QWidget>(QStringLiteral("detailPane")).isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
        QVERIFY(!part<QWidget>(QStringLiteral("eventLogPane")).isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+I")));
        QVERIFY(part<QWidget>(QStringLiteral("detailPane")).isVisible());
    }

    void theDetailLiesBesideTheTableWhereItsPartsAreAllSeen_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<Qt::Orientation>("orientation");
        QTest::newRow("narrow") << QSize(1024, 900) << Qt::Vertical;
        QTest::newRow("low") << QSize(1280, 720) << Qt::Vertical;
        QTest::newRow("a notebook") << QSize(1366, 768) << Qt::Vertical;
        QTest::newRow("room for both") << QSize(1440, 900) << Qt::Horizontal;
    }

    void theDetailLiesBesideTheTableWhereItsPartsAreAllSeen()
    {
        QFETCH(const QSize, size);
        QFETCH(const Qt::Orientation, orientation);
        applyTwo();
        window->resize(size);
        QTRY_COMPARE(part<QSplitter>(QStringLiteral("across")).orientation(), orientation);
    }

    void aWindowMadeSmallFoldsTheLogUntilThereIsRoomAgain()
    {
        applyTwo();
        const auto &pane = part<QWidget>(QStringLiteral("eventLogPane"));
        QVERIFY(pane.isVisible());
        window->resize(1024, 700);
        QTRY_VERIFY(!pane.isVisible());
        window->resize(1280, 800);
        QTRY_VERIFY(pane.isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
        window->resize(1024, 700);
        window->resize(1280, 800);
        QVERIFY(!pane.isVisible()); // a person said so
    }
};

FUSEBOX_WIDGET_TEST(TestWindowRoom)
#include "tst_window_room.moc"
