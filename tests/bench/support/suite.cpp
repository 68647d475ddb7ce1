// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/suite.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "tests/bench/support/fixed_work.h"

namespace fusebox::bench {

namespace {

constexpr auto kBaselineName = "steady_clock::now()";
constexpr auto kNanoseconds = "ns";

/// Keeps the fastest repetition of each case: what disturbs a measurement only ever adds to it.
class FastestReporter : public benchmark::BenchmarkReporter
{
public:
    bool ReportContext(const Context &) override { return true; }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs) {
            if (run.run_type != Run::RT_Iteration)
                continue;
            const double nanoseconds = run.cpu_accumulated_time * 1e9 / static_cast<double>(run.iterations);
            const auto [known, isNew] = m_fastest.try_emplace(run.run_name.function_name, nanoseconds);
            if (!isNew)
                known->second = std::min(known->second, nanoseconds);
        }
    }
    [[nodiscard]] const std::map<std::string, double> &fastest() const { return m_fastest; }

private:
    std::map<std::string, double> m_fastest;
};

void clockBaseline(benchmark::State &state)
{
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(std::chrono::steady_clock::now());
}

bool takeFlag(std::vector<char *> &arguments, const char *flag)
{
    return std::erase_if(arguments, [flag](const char *a) { return std::strcmp(a, flag) == 0; }) > 0;
}

/// Many short repetitions, those of all cases shuffled among each other: a neighbour that is busy for a
/// second then spoils one repetition of some cases, not all of one.
std::vector<std::string> defaultOptions()
{
    return {"--benchmark_repetitions=20", "--benchmark_min_time=0.02",
            "--benchmark_enable_random_interleaving=true"};
}

/// False when an argument is not known. Ours come first, so that the caller's win.
bool initialize(std::vector<char *> arguments)
{
    std::vector<std::string> defaults = defaultOptions();
    std::vector<char *> all = {arguments.front()};
    for (std::string &option : defaults)
        all.push_back(option.data());
    all.insert(all.end(), arguments.begin() + 1, arguments.end());
    int count = static_cast<int>(all.size());
    all.push_back(nullptr);
    benchmark::Initialize(&count, all.data());
    return !benchmark::ReportUnrecognizedArguments(count, all.data());
}

} // namespace

Suite::Suite(std::string name)
    : m_name(std::move(name))
{
    figure(fixedWork());
    time(kBaselineName, {}, clockBaseline);
}

void Suite::time(const std::string &name, std::optional<double> targetNanoseconds, Case body)
{
    benchmark::RegisterBenchmark(name.c_str(), std::move(body));
    m_entries.push_back(
        {{.name = name,
          .unit = kNanoseconds,
          .target = targetNanoseconds ? std::optional(scaled(*targetNanoseconds)) : std::nullopt},
         true});
}

void Suite::figure(Row row)
{
    m_entries.push_back({std::move(row), false});
}

int Suite::run(int argc, char **argv)
{
    std::vector<char *> arguments(argv, argv + argc);
    const bool asJson = takeFlag(arguments, "--json");
    if (!initialize(arguments))
        return 2;
    FastestReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    const auto rows = measured(reporter.fastest());
    std::fputs((asJson ? toJson(rows) : toTable(m_name, kBaselineName, rows)).c_str(), stdout);
    return 0;
}

/// The rows with what was measured; cases that a filter left out are not among them.
std::vector<Row> Suite::measured(const std::map<std::string, double> &fastest) const
{
    std::vector<Row> rows;
    const auto baseline = fastest.find(kBaselineName);
    for (auto [row, isTimed] : m_entries) {
        const auto found = fastest.find(row.name);
        if (isTimed && found == fastest.end())
            continue;
        if (isTimed)
            row.value = found->second;
        if (isTimed && baseline != fastest.end())
            row.baseline = baseline->second;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace fusebox::bench
