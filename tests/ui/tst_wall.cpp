// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include <QApplication>
#include <QMenuBar>
#include <QPainter>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/main_window.h"
#include "ui/panes/endpoint_table.h"
#include "ui/wall/fitting_text.h"
#include "ui/wall/wall_card.h"
#include "ui/wall/wall_pane.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Status;
using ui::LifeSign;
using ui::WallLayout;

class TestWall : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;

    QImage pictureOf(const health::EndpointSnapshot &endpoint) const
    {
        QImage image(460, 240, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        const ui::Colours colours(ui::lightPalette());
        ui::paintWallCard(painter, image.rect(), endpoint, nullptr, {colours, clock.now(), 50});
        return image;
    }
    static QRgb groundOf(const QImage &card) { return card.pixel(card.width() - 20, card.height() - 20); }

    static void apply(ui::MainWindow &window, std::vector<health::EndpointSnapshot> changed,
                      health::Moment at)
    {
        health::MonitorUpdate update = testing::updateOf(std::move(changed));
        update.at = at;
        window.apply(std::make_shared<const health::MonitorUpdate>(std::move(update)));
    }

private Q_SLOTS:
    void cardsFillTheAreaAndNeverOverlap_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("endpoints");
        for (const QSize size :
             {QSize(640, 480), QSize(1024, 700), QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920)}) {
            for (const int endpoints : {1, 2, 3, 7, 16, 40, 10'000})
                QTest::addRow("%d on %dx%d", endpoints, size.width(), size.height()) << size << endpoints;
        }
    }
    void cardsFillTheAreaAndNeverOverlap()
    {
        QFETCH(QSize, size);
        QFETCH(int, endpoints);
        const QRectF area({10, 20}, size);
        const WallLayout layout = ui::layOutWall(area, endpoints, 54);
        QVERIFY(layout.endpoints >= 1);
        QCOMPARE(layout.hasRest, layout.endpoints < endpoints && layout.cards() > 1);
        QVERIFY(layout.letter > 0);
        for (int i = 0; i < layout.cards(); ++i) {
            QVERIFY(area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(layout.rectOf(i)));
            for (int other = 0; other < i; ++other)
                QVERIFY(!layout.rectOf(i).intersects(layout.rectOf(other)));
            QCOMPARE(layout.cardAt(layout.rectOf(i).center()), i);
        }
        QVERIFY(layout.rectOf(layout.columns - 1).right() > area.right() - 1);
    }

    void typeIsNeverSmallerThanCanBeReadFromAfar()
    {
        for (int endpoints = 1; endpoints < 200; ++endpoints)
            QVERIFY(ui::layOutWall(QRectF(0, 0, 1920, 1000), endpoints, 54).letter >= 54);
    }

    void fewerEndpointsHaveLargerCards()
    {
        const QRectF area(0, 0, 1920, 1000);
        QVERIFY(ui::layOutWall(area, 2, 40).letter > ui::layOutWall(area, 12, 40).letter);
        QCOMPARE(ui::layOutWall(area, 0, 40).cards(), 0);
    }

    void capitalsAreTenMillimetresHigh()
    {
        QCOMPARE(ui::letterFromFourMetres(96), 54.0); // 96 / 25.4 * 10 / 0.7
        QCOMPARE(ui::letterFromFourMetres(0), ui::letterFromFourMetres(40));
    }

    void wordsAreSetSmallerThenInLinesThenCut()
    {
        const QImage screen(1, 1, QImage::Format_RGB32);
        const QString words = QStringLiteral("Chat gateway of the branch offices");
        QFont font;
        font.setPixelSize(60);
        const int whole = QFontMetrics(font, &screen).horizontalAdvance(words);
        const auto inRoom = [&](qreal width, qreal height) {
            return ui::fitting(font, words, {width, height}, 0.5, &screen);
        };
        QCOMPARE(inRoom(whole, 80).font.pixelSize(), 60);
        for (qreal width = whole; width > whole * 0.52; width -= 0.7) {
            const ui::Setting set = inRoom(width, 80);
            QCOMPARE(set.text, words);
            QVERIFY(QFontMetrics(set.font, &screen).horizontalAdvance(words) <= width);
        }
        font.setPixelSize(30); // the least, of which it takes two lines
        const int line = QFontMetrics(font, &screen).lineSpacing();
        font.setPixelSize(60);
        QVERIFY(inRoom(whole * 0.3, 2 * line).isWrapped);
        QCOMPARE(inRoom(whole * 0.3, 2 * line).font.pixelSize(), 30);
        const ui::Setting cut = inRoom(whole * 0.3, 2 * line - 5);
        QVERIFY(!cut.isWrapped);
        QVERIFY(cut.text.endsWith(QChar(0x2026)));
    }

    void whatIsHeldSaysSoAndCallsForNobody()
    {
        health::EndpointSnapshot open = testing::opened(QStringLiteral("b"), clock, 12s);
        const QRgb alarm = groundOf(pictureOf(open));
        open.held = true;
        QVERIFY(groundOf(pictureOf(open)) != alarm);
        health::EndpointSnapshot healthy = testing::endpoint(QStringLiteral("a"));
        const QRgb calm = groundOf(pictureOf(healthy));
        const QImage asked = pictureOf(healthy);
        healthy.held = true;
        const QImage held = pictureOf(healthy);
        QVERIFY(held != asked); // it has words
        QCOMPARE(groundOf(held), calm);
        QCOMPARE(groundOf(pictureOf(open)), calm);
        healthy.latency = 30ms;
        QCOMPARE(pictureOf(healthy), held); // which is of before
    }

    void theCardAtTheKeysSaysThatItIsHeld()
    {
        ui::MainWindow window(clock);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        health::EndpointSnapshot endpoint = testing::endpoint(QStringLiteral("a"));
        endpoint.held = true;
        apply(window, {endpoint}, clock.moment());
        QTest::keyClick(&window, Qt::Key_F11);
        auto &wall = *window.findChild<ui::WallPane *>();
        QTRY_COMPARE(wall.size(), window.size());
        QTest::keyClick(&wall, Qt::Key_Right);
        QCOMPARE(wall.accessibleDescription(), QStringLiteral("a: not checked: this machine is offline"));
    }

    void beatsAreCountedBySecondAndForgotten()
    {
        LifeSign life;
        QVERIFY(!life.last());
        const health::Moment start = clock.moment();
        life.beat(start);
        life.beat(start);
        life.beat({start.steady + 3s, start.wall + 3s});
        auto beats = life.beats(start.steady + 3s);
        QCOMPARE(beats[59], 1);
        QCOMPARE(beats[58], 0);
        QCOMPARE(beats[56], 2);
        beats = life.beats(start.steady + 62s);
        QCOMPARE(beats[0], 1);
        QCOMPARE(std::accumulate(beats.begin(), beats.end(), 0), 1);
        life.beat({start.steady + 10min, start.wall + 10min});
        beats = life.beats(start.steady + 10min);
        QCOMPARE(std::accumulate(beats.begin(), beats.end(), 0), 1);
    }

    void silenceIsLateOnlyWhenSomethingWasPlanned()
    {
        LifeSign life;
        life.beat(clock.moment());
        QVERIFY(!life.isLate(clock.now() + 24h));
        life.expectBy(clock.now() + 5s);
        QVERIFY(!life.isLate(clock.now() + 5s));
        QVERIFY(life.isLate(clock.now() + 5001ms));
    }

    void f11OpensTheWallAndEscapeLeavesIt()
    {
        ui::MainWindow window(clock);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        apply(window,
              {testing::endpoint(QStringLiteral("a")), testing::opened(QStringLiteral("b"), clock, 12s)},
              clock.moment());
        auto &wall = *window.findChild<ui::WallPane *>();
        auto &table = *window.findChild<ui::EndpointTable *>();
        QVERIFY(!wall.isVisible());
        QTest::keyClick(&window, Qt::Key_F11);
        QTRY_VERIFY(wall.isVisible());
        QVERIFY(window.isFullScreen());
        QVERIFY(!window.menuBar()->isVisible());
        QCOMPARE(wall.rows(), (std::vector{1, 0})); // worst first
        QTest::keyClick(&wall, Qt::Key_Escape);
        QVERIFY(!wall.isVisible());
        QVERIFY(!window.isFullScreen());
        QVERIFY(window.menuBar()->isVisible());
        QVERIFY(table.isVisible());
        QTest::keyClick(&window, Qt::Key_F11);
        QTRY_VERIFY(wall.isVisible());
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(!wall.isVisible());
    }

    void aClickOnACardLeadsToItsEndpoint()
    {
        ui::MainWindow window(clock);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        apply(window,
              {testing::endpoint(QStringLiteral("a")), testing::opened(QStringLiteral("b"), clock, 12s)},
              clock.moment());
        QTest::keyClick(&window, Qt::Key_F11);
        auto &wall = *window.findChild<ui::WallPane *>();
        QTRY_COMPARE(wall.size(), window.size());
        QTest::mouseClick(&wall, Qt::LeftButton, {}, wall.cards().rectOf(1).center().toPoint());
        QVERIFY(!wall.isVisible());
        QCOMPARE(window.findChild<ui::EndpointTable *>()->currentId(), QStringLiteral("a"));
    }

    void keysWalkTheCardsAndReturnOpensOne()
    {
        ui::MainWindow window(clock);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        std::vector<health::EndpointSnapshot> many;
        for (int i = 0; i < 4; ++i)
            many.push_back(testing::endpoint(QStringLiteral("e%1").arg(i)));
        apply(window, many, clock.moment());
        QTest::keyClick(&window, Qt::Key_F11);
        auto &wall = *window.findChild<ui::WallPane *>();
        QTRY_COMPARE(wall.size(), window.size());
        QTest::keyClick(&wall, Qt::Key_Return);
        QVERIFY(wall.isVisible()); // nothing was meant
        const QImage before = wall.grab().toImage();
        QTest::keyClick(&wall, Qt::Key_Right);
        QCOMPARE(wall.cardAtKeys(), 0);
        QVERIFY(wall.grab().toImage() != before);
        QTest::keyClick(&wall, Qt::Key_Left);
        QCOMPARE(wall.cardAtKeys(), 0);
        QTest::keyClick(&wall, Qt::Key_Tab);
        QCOMPARE(wall.cardAtKeys(), 1);
        QTest::keyClick(&wall, Qt::Key_Backtab);
        QTest::keyClick(&wall, Qt::Key_Down);
        QCOMPARE(wall.cardAtKeys(), wall.cards().columns);
        QTest::keyClick(&wall, Qt::Key_Up);
        apply(window, {testing::endpoint(QStringLiteral("e3"), Status::Unhealthy)}, clock.moment());
        wall.tick();
        QCOMPARE(wall.cardAtKeys(), 1); // where it went
        QTest::keyClick(&wall, Qt::Key_Return);
        QVERIFY(!wall.isVisible());
        QCOMPARE(window.findChild<ui::EndpointTable *>()->currentId(), QStringLiteral("e0"));
    }

    void aSilentEngineIsSaid()
    {
        ui::MainWindow window(clock);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto endpoint = testing::withConfig(testing::endpoint(QStringLiteral("a")),
                                            [](auto &config) { config.timeouts.total = 10s; });
        endpoint.nextDueAt = clock.now() + 5s;
        apply(window, {endpoint}, clock.moment());
        QTest::keyClick(&window, Qt::Key_F11);
        auto &wall = *window.findChild<ui::WallPane *>();
        QTRY_VERIFY(wall.isVisible());
        clock.advance(17s);
        wall.tick();
        QVERIFY(wall.lifePhrase().startsWith(QStringLiteral("heard")));
        clock.advance(2s);
        wall.tick();
        QVERIFY(wall.lifePhrase().startsWith(QStringLiteral("Nothing heard since")));
        endpoint.nextDueAt = clock.now() + 5s;
        apply(window, {endpoint}, clock.moment());
        wall.tick();
        QVERIFY(wall.lifePhrase().startsWith(QStringLiteral("heard")));
    }
};

FUSEBOX_WIDGET_TEST(TestWall)
#include "tst_wall.moc"
