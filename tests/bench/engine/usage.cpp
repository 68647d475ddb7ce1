// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/usage.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <malloc.h>
#include <string>

namespace fusebox::bench {

namespace {

resilience::Nanoseconds readClock(clockid_t clock)
{
    timespec time = {};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// A figure of /proc/self/status, in its unit.
double statusFigure(const std::string &key)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key + ":"))
            return std::stod(line.substr(key.size() + 1));
    return 0;
}

int openDescriptors()
{
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return static_cast<int>(std::distance(begin(entries), end(entries))) - 1; // the listing's own
}

} // namespace

resilience::Nanoseconds threadCpu()
{
    return readClock(CLOCK_THREAD_CPUTIME_ID);
}

resilience::Nanoseconds processCpu()
{
    return readClock(CLOCK_PROCESS_CPUTIME_ID);
}

Usage currentUsage()
{
    ::malloc_trim(0);
    return {.cpu = processCpu(),
            .kibibytes = statusFigure("RssAnon"),
            .descriptors = openDescriptors(),
            .threads = static_cast<int>(statusFigure("Threads"))};
}

} // namespace fusebox::bench
