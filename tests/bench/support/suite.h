// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "tests/bench/support/bench_report.h"

namespace fusebox::bench {

/// A bench program: cases timed by Google Benchmark beside figures measured in another way, printed in the
/// order they were added.
///
///     int main(int argc, char **argv)
///     {
///         Suite suite("resilience");
///         suite.time("empty loop", 1.0, [](benchmark::State &s) { for (auto _ : s) {} });
///         suite.figure({.name = "a pointer", .value = sizeof(void *), .unit = "B", .target = 8});
///         return suite.run(argc, argv);
///     }
class Suite
{
public:
    using Case = std::function<void(benchmark::State &)>;

    explicit Suite(std::string name);

    /// A case in nanoseconds of CPU an iteration. Its baseline is steady_clock::now(), measured in the same
    /// run.
    void time(const std::string &name, std::optional<double> targetNanoseconds, Case body);
    void figure(Row row);

    /// Runs all cases and prints the table, or with --json the rows as JSON and nothing else on standard
    /// output. Other arguments are Google Benchmark's. Returns main()'s value: 0 whether targets are met or
    /// not (a bench reports, it is no test), 2 for bad arguments.
    int run(int argc, char **argv);

private:
    struct Entry
    {
        Row row;
        bool isTimed; ///< its value comes from Google Benchmark
    };

    [[nodiscard]] std::vector<Row> measured(const std::map<std::string, double> &fastest) const;

    std::string m_name;
    std::vector<Entry> m_entries;
};

} // namespace fusebox::bench
