// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <QtGlobal>

#include "app/demo/tls_authority.h"
#include "core/resilience/due_times.h"
#include "tests/bench/engine/bare_loop.h"
#include "tests/bench/engine/bare_tls_loop.h"
#include "tests/bench/engine/child_process.h"
#include "tests/bench/engine/engine_load.h"
#include "tests/bench/engine/flood_server.h"
#include "tests/bench/engine/held_server.h"
#include "tests/bench/engine/neighbours.h"
#include "tests/bench/engine/usage.h"
#include "tests/bench/support/bench_report.h"
#include "tests/bench/support/fixed_work.h"
#include "tests/bench/support/parts.h"

using namespace fusebox;
using namespace fusebox::bench;
using namespace std::chrono_literals;

namespace {

constexpr auto measured = 5'000ms;
constexpr int tlsRate = 250; // a second: as much as one of two cores can do with room to spare

/// The rows as they come, also on standard error while they do.
class Report
{
public:
    void add(Row row)
    {
        std::fprintf(stderr, "%s: %.2f %s\n", row.name.c_str(), row.value, row.unit.c_str());
        m_rows.push_back(std::move(row));
    }
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }

private:
    std::vector<Row> m_rows;
};

struct Bench
{
    const HeldServer &server;
    HeldServer::Identity identity;
    std::string caFile;
    Report report;

    [[nodiscard]] EngineFigures engine(const EngineLoad &load, resilience::Nanoseconds warmUp = 3s) const
    {
        return inChild([&] { return runEngine(server, load, warmUp); });
    }

    void truth();
    void cost(bool keepAlive);
    void freshCost() { cost(false); }
    void keepAliveCost() { cost(true); }
    void tlsCost();
    void growth();
    void sockets();
    void floods();
    void busy();
    void history();
    void soak();
};

void Bench::truth()
{
    const Spread bare = inChild([this] { return runBlockingLoop(server, measured); });
    for (const bool isResized : {false, true}) {
        const std::string suffix = isResized ? ", window being resized" : "";
        const auto figures = engine({.resizedWindow = isResized, .time = measured});
        report.add({"reported minus true latency, 1,000 checks/s, p50" + suffix, figures.error.p50, "ms",
                    bare.p50, scaled(0.3)});
        report.add({"reported minus true latency, 1,000 checks/s, p99" + suffix, figures.error.p99, "ms",
                    bare.p99, scaled(1)});
    }
}

/// Pairs, and the best of each side: what disturbs a measurement only ever adds to it.
void Bench::cost(bool keepAlive)
{
    constexpr int pairs = 3;
    double bare = std::numeric_limits<double>::max();
    double whole = bare;
    for (int n = 0; n < pairs; ++n) {
        bare = std::min(bare,
                        inChild([&] { return runBareLoop(server, {.keepAlive = keepAlive}, measured / 2); }));
        whole = std::min(whole, engine({.keepAlive = keepAlive, .time = measured / 2}).microseconds);
    }
    report.add({std::string("CPU a check, ") + (keepAlive ? "keep-alive" : "fresh") + ", 1,000/s", whole,
                "us", bare, 1.6 * bare});
}

void Bench::tlsCost()
{
    const double bare = inChild([this] { return runBareTlsLoop(server, caFile, tlsRate, measured); });
    const auto figures = engine({.endpoints = tlsRate, .caFile = caFile, .time = measured});
    report.add({"CPU a fresh HTTPS check", figures.microseconds, "us", bare, 1.3 * bare});
}

void Bench::growth()
{
    constexpr int most = 10'000;
    const double bareCores =
        inChild([this] { return runBareLoop(server, {.eachMillisecond = most / 1'000}, measured); }) * most /
        1e6;
    for (const int endpoints : {10, 100, 1'000, most}) {
        const bool isMost = endpoints == most;
        const auto ifMost = [isMost](double value) { return isMost ? std::optional(value) : std::nullopt; };
        const std::string prefix = std::to_string(endpoints) + " endpoints at 1 s, ";
        const auto figures = engine({.endpoints = endpoints, .time = 2 * measured});
        report.add({prefix + "cores", figures.cores, "", ifMost(bareCores), ifMost(scaled(0.8))});
        report.add({prefix + "CPU a check", figures.microseconds, "us"});
        report.add({prefix + "reported minus true latency, p99", figures.error.p99, "ms"});
        report.add({prefix + "lateness p99", figures.lateness.p99, "ms", {}, ifMost(scaled(20))});
        report.add({prefix + "ticks skipped", double(figures.skipped), "", {}, ifMost(0)});
        report.add({prefix + "memory each", figures.kibibytes / endpoints, "KiB", {}, ifMost(20)});
    }
}

/// Pairs, and the best of each side, as for the cost.
void Bench::sockets()
{
    constexpr int most = 10'000;
    constexpr int pairs = 3;
    const auto quieter = [](const EngineFigures &a, const EngineFigures &b) {
        return a.error.p99 <= b.error.p99 ? a : b;
    };
    auto alone = engine({.time = 2 * measured});
    auto beside = engine({.webSockets = most, .time = 2 * measured}, 30s);
    for (int n = 1; n < pairs; ++n) {
        alone = quieter(alone, engine({.time = 2 * measured}));
        beside = quieter(beside, engine({.webSockets = most, .time = 2 * measured}, 30s));
    }
    report.add({"idle WebSockets connected beside 1,000 checks/s", double(beside.webSockets), ""});
    report.add({"their cores, checks included", beside.cores, "", alone.cores});
    report.add({"their effect on a check's latency, p99",
                beside.error.p99 - alone.error.p99,
                "ms",
                {},
                scaled(0.2)});
    const double kibibytes = beside.kibibytes - alone.kibibytes;
    report.add({"memory of a WebSocket", kibibytes / most, "KiB", {}, 16});
}

/// What keeps the monitor busy beside healthy neighbours, a kind a row.
void Bench::floods()
{
    constexpr double mostAdded = 5; // ms
    for (const Flood &flood : allFloods()) {
        const FloodServer flooding(flood, identity);
        const auto figures = inChild([&] { return runNeighbours(server, flood, flooding.port(), caFile); });
        std::fprintf(stderr, "checks p99 %.2f ms, alone %.2f; pongs p99 %.2f ms, alone %.2f\n",
                     figures.beside.checks, figures.alone.checks, figures.beside.pongs, figures.alone.pongs);
        report.add({"neighbours' p99 beside 20 floods: " + flood.name,
                    figures.added(),
                    "ms",
                    {},
                    scaled(mostAdded)});
    }
}

/// An hour of 1,000 WebSockets with a `stale_after` of as long, each of which puts off when it is due ten
/// times a second; beside what the due times take that nobody puts off.
void Bench::busy()
{
    constexpr std::uint64_t keys = 1'000;
    using Times =
        resilience::DueTimes<std::uint64_t, std::unordered_map<std::uint64_t, resilience::TimePoint>>;
    const auto grown = [](resilience::Nanoseconds time) {
        const double before = currentUsage().kibibytes;
        Times times;
        for (auto now = resilience::Nanoseconds(0); now <= time; now += 100ms)
            for (std::uint64_t key = 0; key < keys; ++key)
                times.set(key, resilience::TimePoint(now + 1h));
        return currentUsage().kibibytes - before;
    };
    const double idle = inChild([&] { return grown(0s); });
    const double busy = inChild([&] { return grown(1h); });
    report.add({"memory of the due times of 1,000 busy WebSockets, an hour", busy, "KiB", idle, 1'024});
}

/// Pairs, and the best of each side, as for the cost.
void Bench::history()
{
    constexpr int pairs = 3;
    EngineFigures without = engine({.time = measured});
    EngineFigures with = engine({.keepsHistory = true, .time = measured});
    for (int n = 1; n < pairs; ++n) {
        const auto quieter = [](const EngineFigures &a, const EngineFigures &b) {
            return a.lateness.p99 <= b.lateness.p99 ? a : b;
        };
        without = quieter(without, engine({.time = measured}));
        with = quieter(with, engine({.keepsHistory = true, .time = measured}));
    }
    report.add(
        {"lateness p99, 1,000 checks/s, with a history kept", with.lateness.p99, "ms", without.lateness.p99});
    report.add({"cores, 1,000 checks/s, with a history kept", with.cores, "", without.cores});
}

/// Ten minutes, not in the table by default.
void Bench::soak()
{
    const auto figures = engine({.faults = true, .time = 9min}, 1min);
    report.add({"soak, checks", double(figures.checks), ""});
    report.add({"soak, memory grown after the first minute", figures.kibibytesGrown, "KiB", {}, 1'024});
    report.add({"soak, descriptors grown", double(figures.descriptorsGrown), "", {}, 0});
    report.add({"soak, threads grown", double(figures.threadsGrown), "", {}, 0});
}

/// In the order of the table; the soak only by name, since it takes ten minutes.
const std::vector<std::pair<std::string, void (Bench::*)()>> parts = {
    {"truth", &Bench::truth},   {"fresh", &Bench::freshCost}, {"keep-alive", &Bench::keepAliveCost},
    {"tls", &Bench::tlsCost},   {"growth", &Bench::growth},   {"sockets", &Bench::sockets},
    {"floods", &Bench::floods}, {"busy", &Bench::busy},       {"history", &Bench::history},
    {"soak", &Bench::soak}};

} // namespace

int main(int argc, char **argv)
{
    const auto wanted = wantedParts(argc, argv, parts);
    if (!wanted)
        return 2;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const demo::TlsAuthority authority;
    const auto identity = authority.issue();
    const HeldServer::Identity pem{identity.certificate.toStdString(), identity.privateKey.toStdString()};
    const HeldServer server(pem);
    Bench bench{server, pem, authority.caFile().toStdString(), {}};
    bench.report.add(fixedWork());
    for (const auto &[name, part] : parts)
        if (wanted->has(name, name != "soak"))
            (bench.*part)();
    const auto &rows = bench.report.rows();
    std::fputs((wanted->asJson ? toJson(rows) : toTable("engine", "bare loop", rows)).c_str(), stdout);
    return 0;
}
