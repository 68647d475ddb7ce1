// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/neighbours.h"

#include <algorithm>
#include <limits>
#include <variant>
#include <vector>

#include <QCoreApplication>
#include <QTimer>

#include "app/process.h"
#include "core/health/monitor/monitor_thread.h"
#include "core/probe/names/dns_settings.h"
#include "tests/bench/engine/held_connection.h"
#include "tests/bench/engine/load_times.h"
#include "tests/support/config_parts.h"

namespace fusebox::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::CheckEvent;
using health::WebSocketChange;
using health::WebSocketEvent;
using resilience::Nanoseconds;
using settings::EndpointConfig;

namespace {

constexpr int neighboursOfAKind = 50;
constexpr auto interval = settings::minInterval;
constexpr auto floodInterval = 1s;
constexpr auto pongTimeout = 5s;
constexpr int turns = 3;
constexpr auto settled = 300ms; // what is told comes a tenth of a second later
constexpr std::chrono::milliseconds turnTime = 2s;
constexpr auto wholeTurn = static_cast<double>(turnTime.count()); // for what was to be told and was not

QString nameOf(const char *kind, int number)
{
    return QString::fromLatin1(kind) + QString::number(number);
}

/// Where names are looked up, a neighbour has one, which is asked for each time.
settings::EndpointConfig neighbour(const char *kind, const char *scheme, const std::string &address,
                                   int number, bool hasName)
{
    settings::EndpointConfig config;
    config.id = nameOf(kind, number);
    QUrl url(QString::fromLatin1(scheme) + u"://"_s + QString::fromStdString(address) + u"/"_s);
    if (hasName)
        url.setHost(nameOf("neighbour-", number) + u".test"_s);
    config.asked = url;
    config.interval = interval;
    testing::namesOf(config).keepFor = 0s;
    config.retry.maxAttempts = 1;
    config.circuit.failureThreshold = 0;
    if (auto *webSocket = config.find<settings::WebSocketSettings>())
        webSocket->pongTimeout = pongTimeout;
    return config;
}

QString schemeOf(Flood::Over over)
{
    switch (over) {
    case Flood::Over::WebSocket:
    case Flood::Over::Names: return u"ws"_s;
    case Flood::Over::Tls: return u"https"_s;
    default: return u"http"_s;
    }
}

/// Comes back at once, whatever was wrong.
settings::EndpointConfig flooded(const Flood &flood, std::uint16_t port, const std::string &caFile,
                                 int number)
{
    settings::EndpointConfig config;
    config.id = nameOf("flood-", number);
    QUrl url;
    url.setScheme(schemeOf(flood.over));
    url.setHost(flood.over == Flood::Over::Names ? nameOf("mute-", number) + u".test"_s : u"127.0.0.1"_s);
    url.setPort(port);
    url.setPath(u"/"_s);
    config.asked = url;
    config.interval = floodInterval;
    config.retry.maxAttempts = 1;
    config.retry.backoff.initialDelay = 10ms;
    config.retry.backoff.maxDelay = 100ms;
    config.circuit.failureThreshold = 0;
    config.timeouts.total = floodInterval; // a flood without end ends when the next one begins
    testing::trustOf(config).caFile = QString::fromStdString(caFile);
    if (auto *webSocket = config.find<settings::WebSocketSettings>())
        webSocket->pongTimeout = 1min; // no pong comes through
    if (flood.over == Flood::Over::Http2)
        testing::httpOf(config).version = probe::HttpVersion::Http2;
    config.paused = true;
    return config;
}

/// What the neighbours tell while it listens.
class Ear
{
public:
    void hear(const health::MonitorUpdate &update);
    void begin();
    [[nodiscard]] NeighbourFigures figures() const;
    [[nodiscard]] bool hasFlooded() const { return m_floods > 0; }

private:
    void hear(const CheckEvent &check);
    void hear(const WebSocketEvent &socket);
    template <typename Other>
    void hear(const Other &)
    {
    }

    std::vector<Nanoseconds> m_checks;
    std::vector<Nanoseconds> m_pongs;
    Nanoseconds m_failed{0}; ///< the longest
    int m_floods = 0;
};

void Ear::begin()
{
    *this = {};
}

void Ear::hear(const health::MonitorUpdate &update)
{
    for (const health::Event &event : update.events) {
        if (event.endpoint.startsWith(u"flood-"))
            m_floods += std::holds_alternative<CheckEvent>(event.what) ||
                                std::holds_alternative<WebSocketEvent>(event.what)
                            ? 1
                            : 0;
        else
            std::visit([this](const auto &what) { hear(what); }, event.what);
    }
}

void Ear::hear(const CheckEvent &check)
{
    if (check.failure || !check.answer) {
        m_failed = std::max(m_failed, check.latency);
        return;
    }
    const auto &fields = check.answer->fields;
    const auto held = std::ranges::find(fields, QByteArray(heldField), &probe::HttpField::name);
    m_checks.push_back(check.latency - Nanoseconds(held->value.toLongLong()));
}

void Ear::hear(const WebSocketEvent &socket)
{
    if (socket.roundTrip)
        m_pongs.push_back(*socket.roundTrip);
    else if (socket.change == WebSocketChange::Disconnected)
        m_failed = std::max<Nanoseconds>(m_failed, pongTimeout);
}

NeighbourFigures Ear::figures() const
{
    const double failed = std::chrono::duration<double, std::milli>(m_failed).count();
    if (m_checks.empty() || m_pongs.empty())
        return {wholeTurn, wholeTurn};
    return {std::max(spreadOf(m_checks).p99, failed), std::max(spreadOf(m_pongs).p99, failed)};
}

void take(NeighbourFigures &best, const NeighbourFigures &turn)
{
    best.checks = std::min(best.checks, turn.checks);
    best.pongs = std::min(best.pongs, turn.pongs);
}

class Run
{
public:
    Run(const HeldServer &server, const Flood &flood, std::uint16_t port, const std::string &caFile);
    [[nodiscard]] FloodFigures measure();

private:
    [[nodiscard]] static probe::DnsSettings namesOf(const Flood &flood, std::uint16_t port);
    static void runFor(std::chrono::milliseconds time);
    void setFlood(bool isOn);
    [[nodiscard]] NeighbourFigures listen();

    health::MonitorThread m_monitor;
    Ear m_ear;
};

Run::Run(const HeldServer &server, const Flood &flood, std::uint16_t port, const std::string &caFile)
    : m_monitor(namesOf(flood, port))
{
    QObject::connect(&m_monitor, &health::MonitorThread::updated, &m_monitor,
                     [this](const health::MonitorUpdatePtr &update) { m_ear.hear(*update); });
    const bool haveNames = flood.over == Flood::Over::Names;
    for (int n = 0; n < neighboursOfAKind; ++n) {
        m_monitor.execute(health::AddEndpoint{neighbour("check-", "http", server.plain(0), n, haveNames)});
        m_monitor.execute(health::AddEndpoint{neighbour("socket-", "ws", server.plain(0), n, haveNames)});
    }
    for (int n = 0; n < floodedEndpoints; ++n)
        m_monitor.execute(health::AddEndpoint{flooded(flood, port, caFile, n)});
}

probe::DnsSettings Run::namesOf(const Flood &flood, std::uint16_t port)
{
    if (flood.over != Flood::Over::Names)
        return {};
    return {.servers = {{QHostAddress(QHostAddress::LocalHost), port}}};
}

void Run::runFor(std::chrono::milliseconds time)
{
    QTimer::singleShot(time, &QCoreApplication::quit);
    QCoreApplication::exec();
}

/// One after the other, spread over an interval: it is the flood that is measured, and not twenty handshakes
/// at once.
void Run::setFlood(bool isOn)
{
    constexpr std::chrono::milliseconds apart = std::chrono::milliseconds(floodInterval) / floodedEndpoints;
    for (int n = 0; n < floodedEndpoints; ++n) {
        m_monitor.execute(health::SetPaused{nameOf("flood-", n), !isOn});
        runFor(apart);
    }
    runFor(settled);
}

NeighbourFigures Run::listen()
{
    m_ear.begin();
    runFor(turnTime);
    return m_ear.figures();
}

FloodFigures Run::measure()
{
    constexpr double worst = std::numeric_limits<double>::max();
    FloodFigures figures{.alone = {worst, worst}, .beside = {worst, worst}, .hasFlooded = true};
    runFor(turnTime);
    for (int n = 0; n < turns; ++n) {
        take(figures.alone, listen());
        setFlood(true);
        take(figures.beside, listen());
        figures.hasFlooded = figures.hasFlooded && m_ear.hasFlooded();
        setFlood(false);
    }
    return figures;
}

} // namespace

double FloodFigures::added() const
{
    if (!hasFlooded)
        return wholeTurn;
    return std::max(beside.checks - alone.checks, beside.pongs - alone.pongs);
}

FloodFigures runNeighbours(const HeldServer &server, const Flood &flood, std::uint16_t port,
                           const std::string &caFile)
{
    app::prepareProcess();
    int count = 0;
    const QCoreApplication application(count, nullptr);
    return Run(server, flood, port, caFile).measure();
}

} // namespace fusebox::bench
