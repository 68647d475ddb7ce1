// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/support/bench_report.h"
#include "tests/bench/support/fixed_work.h"
#include "tests/bench/support/parts.h"
#include "tests/bench/ui/chart_frames.h"
#include "tests/bench/ui/engine_to_pixels.h"
#include "tests/bench/ui/start_time.h"
#include "tests/bench/ui/table_load.h"

using namespace fusebox::bench;
using namespace std::chrono_literals;

namespace {

using Rows = std::vector<Row>;

constexpr int manyRows = 10'000;
constexpr auto measured = 10s;

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double longest(const std::vector<double> &values)
{
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

double p99(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 99 / 100);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

Rows table(WatchedApplication &application)
{
    const TableFigures figures = runTable(application, manyRows, measured);
    std::vector<double> clock;
    std::vector<double> cpu;
    for (const auto &frame : figures.frames) {
        clock.push_back(frame.clock);
        cpu.push_back(frame.cpu);
    }
    const std::string prefix = "10,000 rows, each changing once a second, ";
    return {
        {.name = prefix + "window's thread",
         .value = figures.share,
         .unit = "% of a core",
         .target = scaled(15)},
        {.name = prefix + "longest frame", .value = longest(clock), .unit = "ms", .target = scaled(16)},
        {.name = prefix + "longest frame, its CPU", .value = longest(cpu), .unit = "ms"},
        {.name = prefix + "frame p99", .value = p99(clock), .unit = "ms"},
    };
}

Rows pixels(WatchedApplication &)
{
    const auto times = runEngineToPixels(40);
    return {{.name = "change in the engine to pixels, longest",
             .value = longest(times),
             .unit = "ms",
             .target = scaled(150)},
            {.name = "change in the engine to pixels, median", .value = median(times), .unit = "ms"}};
}

Rows start(WatchedApplication &)
{
    const auto times = runStarts(1'000, 7);
    return {{.name = "start to first complete frame, 1,000 endpoints, median",
             .value = median(times),
             .unit = "ms",
             .target = scaled(500)},
            {.name = "start to first complete frame, 1,000 endpoints, longest",
             .value = longest(times),
             .unit = "ms"}};
}

Rows filter(WatchedApplication &)
{
    const auto times = runFilter(manyRows);
    return {{.name = "filter keystroke on 10,000 rows, longest",
             .value = longest(times),
             .unit = "ms",
             .target = scaled(30)},
            {.name = "filter keystroke on 10,000 rows, median", .value = median(times), .unit = "ms"}};
}

Rows chart(WatchedApplication &)
{
    return chartFrames();
}

/// In the order of the table.
const std::vector<std::pair<std::string, Rows (*)(WatchedApplication &)>> parts = {
    {"table", table}, {"chart", chart}, {"pixels", pixels}, {"start", start}, {"filter", filter}};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (argc > 1 && std::strcmp(argv[1], startedFlag) == 0)
        return runStarted(argc, argv);
    const auto wanted = wantedParts(argc, argv, parts);
    if (!wanted)
        return 2;
    WatchedApplication application(argc, argv);
    Rows rows{fixedWork()};
    for (const auto &[name, part] : parts) {
        if (!wanted->has(name))
            continue;
        for (Row &row : part(application)) {
            std::fprintf(stderr, "%s: %.2f %s\n", row.name.c_str(), row.value, row.unit.c_str());
            rows.push_back(std::move(row));
        }
    }
    std::fputs((wanted->asJson ? toJson(rows) : toTable("ui", "raw day on Qt Charts", rows)).c_str(), stdout);
    return 0;
}
