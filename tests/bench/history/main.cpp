// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include "tests/bench/history/stored_years.h"
#include "tests/bench/history/write_load.h"
#include "tests/bench/support/bench_report.h"
#include "tests/bench/support/fixed_work.h"
#include "tests/bench/support/parts.h"

using namespace fusebox::bench;
using namespace std::chrono_literals;

namespace {

using Rows = std::vector<Row>;

Row bounded(const std::string &name, double value, const std::string &unit, double target)
{
    return {.name = name, .value = value, .unit = unit, .target = target};
}

/// Over an hour and a bit of the next, in which it is sealed.
Rows thousand()
{
    const WriteFigures figures = runWriting(1'000, 105min);
    const std::string prefix = "1,000 endpoints at 1 s, ";
    return {
        bounded(prefix + "recording and writing", figures.recording + figures.writing, "% of a core",
                scaled(3)),
        {.name = prefix + "recording alone", .value = figures.recording, .unit = "% of a core"},
        {.name = prefix + "longest turn of the writer", .value = figures.longestMs, .unit = "ms"},
        {.name = prefix + "file with two hours of ten seconds", .value = figures.megabytes, .unit = "MB"}};
}

Rows tenThousand()
{
    const WriteFigures figures = runWriting(10'000, 10min);
    const std::string prefix = "10,000 endpoints at 1 s, ";
    return {bounded(prefix + "recording and writing", figures.recording + figures.writing, "% of a core",
                    scaled(15)),
            {.name = prefix + "recording alone", .value = figures.recording, .unit = "% of a core"},
            {.name = prefix + "longest turn of the writer", .value = figures.longestMs, .unit = "ms"}};
}

Rows disk()
{
    return {bounded("an endpoint-hour at 1 s, on the disk", diskOfAnEndpointHour(), "B", 2'048)};
}

Rows read()
{
    const ReadFigures figures = readStored(100);
    return {{.name = "rows of 100 endpoints, 30 days and a year", .value = figures.rows, .unit = ""},
            bounded("30 days of one endpoint, hours", figures.hours30d, "ms", scaled(50)),
            bounded("30 days of one endpoint, minutes", figures.minutes30d, "ms", scaled(50)),
            {.name = "uptime of one endpoint over five times", .value = figures.uptimes, .unit = "ms"},
            {.name = "traces of all, five minutes", .value = figures.traces, .unit = "ms"}};
}

Rows report()
{
    const BuildFigures figures = buildReport(1'000);
    const std::string prefix = "report of 1,000 endpoints, 30 days, ";
    return {{.name = prefix + "the whole", .value = figures.seconds, .unit = "s"},
            {.name = prefix + "longest step", .value = figures.longestStep, .unit = "ms"}};
}

Rows open()
{
    return {bounded("opening 5,000,000 rows", openWithRows(5'000'000), "ms", scaled(1'000))};
}

/// In the order of the table.
const std::vector<std::pair<std::string, Rows (*)()>> parts = {
    {"thousand", thousand}, {"ten-thousand", tenThousand}, {"disk", disk}, {"read", read}, {"report", report},
    {"open", open}};

} // namespace

int main(int argc, char **argv)
{
    const auto wanted = wantedParts(argc, argv, parts);
    if (!wanted)
        return 2;
    const QCoreApplication application(argc, argv);
    Rows rows{fixedWork()};
    for (const auto &[name, part] : parts) {
        if (!wanted->has(name))
            continue;
        for (Row &row : part()) {
            std::fprintf(stderr, "%s: %.2f %s\n", row.name.c_str(), row.value, row.unit.c_str());
            rows.push_back(std::move(row));
        }
    }
    std::fputs((wanted->asJson ? toJson(rows) : toTable("history", "", rows)).c_str(), stdout);
    return 0;
}
