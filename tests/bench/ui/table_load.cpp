// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/table_load.h"

#include <thread>

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>

#include "core/health/values/clock.h"
#include "tests/bench/engine/usage.h"
#include "tests/ui/synthetic_fleet.h"
#include "ui/main_window.h"

namespace fusebox::bench {

namespace {

using namespace std::chrono_literals;

constexpr int groups = 40;
constexpr auto warmUp = 4s;
constexpr QSize windowSize{1440, 900};

void runFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

/// The window and what fills it.
struct Stage
{
    explicit Stage(int endpoints)
        : fleet(endpoints, clock.moment(), 7)
        , window(clock)
    {
        fleet.putInGroups(groups);
        window.resize(windowSize);
        window.show();
        window.apply(fleet.advance(clock.moment()));
        runFor(200ms);
    }

    health::SystemClock clock;
    testing::SyntheticFleet fleet;
    ui::MainWindow window;
};

/// Feeds the stage from a thread of its own until it is destroyed.
std::jthread feeding(Stage &stage)
{
    return std::jthread([&stage](const std::stop_token &stop) {
        for (auto next = std::chrono::steady_clock::now(); !stop.stop_requested(); next += 100ms) {
            std::this_thread::sleep_until(next);
            QMetaObject::invokeMethod(
                &stage.window,
                [&stage, update = stage.fleet.advance(stage.clock.moment())] { stage.window.apply(update); },
                Qt::QueuedConnection);
        }
    });
}

double typed(QLineEdit &field, int key, const QString &text)
{
    const auto begin = std::chrono::steady_clock::now();
    QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier, text);
    QKeyEvent release(QEvent::KeyRelease, key, Qt::NoModifier, text);
    QApplication::sendEvent(&field, &press);
    QApplication::sendEvent(&field, &release);
    QApplication::processEvents();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

TableFigures runTable(WatchedApplication &application, int endpoints, std::chrono::milliseconds time)
{
    Stage stage(endpoints);
    const std::jthread feed = feeding(stage);
    runFor(warmUp);
    (void)application.takeFrames();
    const auto cpu = threadCpu();
    const auto begin = std::chrono::steady_clock::now();
    runFor(time);
    const auto used = std::chrono::duration<double>(threadCpu() - cpu);
    const auto passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin);
    return {.share = 100 * used / passed, .frames = application.takeFrames()};
}

std::vector<double> runFilter(int endpoints)
{
    Stage stage(endpoints);
    auto &field = *stage.window.findChild<QLineEdit *>(QStringLiteral("filter"));
    field.setFocus();
    const QString text = QStringLiteral("service-12 team");
    std::vector<double> times;
    for (const QChar letter : text)
        times.push_back(typed(field, letter.toUpper().unicode(), letter));
    for (qsizetype i = 0; i < text.size(); ++i)
        times.push_back(typed(field, Qt::Key_Backspace, {}));
    return times;
}

} // namespace fusebox::bench
