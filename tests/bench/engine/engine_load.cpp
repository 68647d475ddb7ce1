// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/engine_load.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <variant>

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

#include "app/process.h"
#include "core/health/monitor/monitor_thread.h"
#include "core/storage/history/history_keeper.h"
#include "tests/bench/engine/held_connection.h"
#include "tests/bench/engine/usage.h"
#include "tests/support/config_parts.h"
#include "ui/main_window.h"

namespace fusebox::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::CheckEvent;
using resilience::Nanoseconds;
using resilience::TimePoint;
using settings::EndpointConfig;

namespace {

constexpr auto webSocketPing = 20s;

settings::EndpointConfig polled(const HeldServer &server, const EngineLoad &load, int number)
{
    constexpr std::array paths = {"/reset", "/nonsense", "/silent"};
    const auto n = static_cast<std::size_t>(number);
    const bool isFaulty = load.faults && n % 4 == 0;
    const bool tls = !load.caFile.empty();
    settings::EndpointConfig config;
    config.id = u"check-%1"_s.arg(number);
    const std::string path = isFaulty ? paths[n / 4 % paths.size()] : "/";
    const std::string origin =
        tls ? "https://" + server.tls() : "http://" + server.plain(load.keepAlive ? 0 : n);
    config.asked = QUrl(QString::fromStdString(origin + path));
    config.interval = load.interval;
    testing::httpOf(config).keepAlive = load.keepAlive;
    testing::trustOf(config).caFile = QString::fromStdString(load.caFile);
    if (isFaulty)
        config.timeouts.total = 500ms;
    return config;
}

settings::EndpointConfig webSocket(const HeldServer &server, int number)
{
    settings::EndpointConfig config;
    config.id = u"socket-%1"_s.arg(number);
    config.asked =
        QUrl(u"ws://"_s + QString::fromStdString(server.plain(static_cast<std::size_t>(number))) + u"/"_s);
    config.interval = webSocketPing;
    testing::webSocketOf(config).stableAfter = 1s;
    config.timeouts.total = 30s;
    return config;
}

/// Hears all that the monitor tells, and keeps of it what the figures are made of.
class Listener
{
public:
    void hear(const health::MonitorUpdate &update);
    /// From now on it counts.
    void begin() { m_isCounting = true; }
    [[nodiscard]] int connected() const { return m_connected; }
    void writeTo(EngineFigures &figures, const EngineLoad &load) const;
    [[nodiscard]] double kibibytes() const;

private:
    void hear(const health::Event &event, const CheckEvent &check);

    bool m_isCounting = false;
    int m_connected = 0;
    int m_checks = 0;
    std::vector<Nanoseconds> m_errors;
    std::unordered_map<settings::EndpointId, std::vector<TimePoint>> m_starts;
};

void Listener::hear(const health::MonitorUpdate &update)
{
    for (const health::Event &event : update.events) {
        if (const auto *check = std::get_if<CheckEvent>(&event.what)) {
            hear(event, *check);
        } else if (const auto *socket = std::get_if<health::WebSocketEvent>(&event.what)) {
            m_connected += socket->change == health::WebSocketChange::Connected ? 1 : 0;
            m_connected -= socket->change == health::WebSocketChange::Disconnected ? 1 : 0;
        }
    }
}

void Listener::hear(const health::Event &event, const CheckEvent &check)
{
    if (!m_isCounting || check.outcome == health::CheckOutcome::Skipped)
        return;
    ++m_checks;
    m_starts[event.endpoint].push_back(event.at.steady - check.latency);
    if (check.failure || !check.answer)
        return;
    const auto &fields = check.answer->fields;
    const auto held = std::ranges::find(fields, QByteArray(heldField), &probe::HttpField::name);
    if (held != fields.end())
        m_errors.push_back(check.latency - Nanoseconds(held->value.toLongLong()));
}

double Listener::kibibytes() const
{
    std::size_t bytes = m_errors.capacity() * sizeof(Nanoseconds);
    for (const auto &[id, starts] : m_starts)
        bytes += starts.capacity() * sizeof(TimePoint) + 128; // its node, about
    return static_cast<double>(bytes) / 1024;
}

void Listener::writeTo(EngineFigures &figures, const EngineLoad &load) const
{
    figures.checks = m_checks;
    figures.error = spreadOf(m_errors);
    figures.webSockets = m_connected;
    std::vector<Nanoseconds> lateness;
    for (const auto &[id, starts] : m_starts)
        figures.skipped += addLateness(starts, load.interval, lateness);
    figures.lateness = spreadOf(std::move(lateness));
}

void runFor(Nanoseconds time)
{
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(time), &QApplication::quit);
    QApplication::exec();
}

/// The window and who resizes it.
struct Show
{
    explicit Show(health::MonitorThread &monitor)
    {
        QObject::connect(&monitor, &health::MonitorThread::updated, &window, &ui::MainWindow::apply);
        QObject::connect(&timer, &QTimer::timeout, &window, [this] {
            width = width >= 1600 ? 1024 : width + 3;
            window.resize(width, 700);
        });
        window.show();
        timer.start(0);
    }

    health::SystemClock clock;
    ui::MainWindow window{clock};
    QTimer timer;
    int width = 1024;
};

/// The history of the run, as a window keeps it.
struct Kept
{
    explicit Kept(health::MonitorThread &monitor)
        : keeper(storage::startHistory(folder.filePath(u"h.db"_s), clock.wallNow()).value(), {}, clock)
    {
        QObject::connect(&monitor, &health::MonitorThread::updated, &keeper, &storage::HistoryKeeper::add);
    }

    QTemporaryDir folder;
    health::SystemClock clock;
    storage::HistoryKeeper keeper;
};

void addEndpoints(health::MonitorThread &monitor, const HeldServer &server, const EngineLoad &load)
{
    for (int n = 0; n < load.endpoints; ++n)
        monitor.execute(health::AddEndpoint{polled(server, load, n)});
    for (int n = 0; n < load.webSockets; ++n)
        monitor.execute(health::AddEndpoint{webSocket(server, n)});
}

} // namespace

EngineFigures runEngine(const HeldServer &server, const EngineLoad &load, Nanoseconds warmUp)
{
    app::prepareProcess();
    int count = 0;
    QApplication application(count, nullptr);
    health::MonitorThread monitor;
    std::optional<Show> show;
    if (load.resizedWindow)
        show.emplace(monitor);
    std::optional<Kept> kept;
    if (load.keepsHistory)
        kept.emplace(monitor);
    Listener listener;
    QObject::connect(&monitor, &health::MonitorThread::updated, &application,
                     [&](const health::MonitorUpdatePtr &update) { listener.hear(*update); });
    const Usage empty = currentUsage();
    addEndpoints(monitor, server, load);
    runFor(warmUp);
    const Usage before = currentUsage();
    listener.begin();
    runFor(load.time);
    const Usage after = currentUsage();

    EngineFigures figures;
    listener.writeTo(figures, load);
    const auto cpu = std::chrono::duration<double, std::micro>(after.cpu - before.cpu).count();
    figures.microseconds = cpu / std::max(figures.checks, 1);
    figures.cores = cpu / std::chrono::duration<double, std::micro>(load.time).count();
    figures.kibibytes = after.kibibytes - listener.kibibytes() - empty.kibibytes;
    figures.kibibytesGrown = after.kibibytes - listener.kibibytes() - before.kibibytes;
    figures.descriptorsGrown = after.descriptors - before.descriptors;
    figures.threadsGrown = after.threads - before.threads;
    return figures;
}

} // namespace fusebox::bench
