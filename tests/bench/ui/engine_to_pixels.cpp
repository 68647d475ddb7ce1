// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/engine_to_pixels.h"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include "core/health/monitor/monitor_thread.h"
#include "ui/main_window.h"
#include "ui/panes/endpoint_table.h"

namespace fusebox::bench {

namespace {

using namespace std::chrono_literals;

constexpr int endpoints = 20;

settings::EndpointConfig pausedEndpoint(int number)
{
    settings::EndpointConfig config;
    config.id = QStringLiteral("e%1").arg(number);
    config.asked = QUrl(QStringLiteral("dns://127.0.0.1:9/a.example"));
    config.interval = 1h;
    config.paused = true;
    return config;
}

/// Ends the loop once the table has painted the row as paused or not.
class PaintWatch final : public QObject
{
public:
    PaintWatch(ui::EndpointTable &table, bool paused, QEventLoop &loop)
        : m_table(table)
        , m_isPaused(paused)
        , m_loop(loop)
    {
        table.viewport()->installEventFilter(this);
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        // Filters see the event before the widget: what comes after it has been painted is posted.
        if (event->type() == QEvent::Paint && isShown())
            QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        return false;
    }

private:
    [[nodiscard]] bool isShown() const
    {
        const QAbstractItemModel &rows = *m_table.model();
        for (int line = 0; line < rows.rowCount(); ++line) {
            const auto *row = rows.index(line, 0)
                                  .data(ui::EndpointTableModel::RowRole)
                                  .value<const health::EndpointSnapshot *>();
            if (row->config->id == QLatin1StringView("e0"))
                return row->config->paused == m_isPaused;
        }
        return false;
    }

    ui::EndpointTable &m_table;
    bool m_isPaused;
    QEventLoop &m_loop;
};

void waitFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

std::vector<double> runEngineToPixels(int times)
{
    const health::SystemClock clock;
    ui::MainWindow window(clock);
    health::MonitorThread monitor;
    QObject::connect(&monitor, &health::MonitorThread::updated, &window, &ui::MainWindow::apply);
    for (int number = 0; number < endpoints; ++number)
        monitor.execute(health::AddEndpoint{pausedEndpoint(number)});
    window.show();
    auto &table = *window.findChild<ui::EndpointTable *>();
    std::vector<double> measured;
    for (int i = 0; i < times; ++i) {
        waitFor(237ms + 13ms * (i % 10)); // at every phase of the monitor's gathering
        const bool paused = i % 2 != 0;
        QEventLoop loop;
        const PaintWatch watch(table, paused, loop);
        const auto begin = std::chrono::steady_clock::now();
        monitor.execute(health::SetPaused{QStringLiteral("e0"), paused});
        loop.exec();
        measured.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    return measured;
}

} // namespace fusebox::bench
