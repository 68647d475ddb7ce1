// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/fixed_work.h"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <limits>
#include <vector>

namespace fusebox::bench {

namespace {

constexpr int times = 9;
constexpr double usual = 20; // on two virtual cores of an EPYC, for which the bounds were set

double threadMilliseconds()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Random numbers (xorshift), each of which decides where the next one is put.
std::uint64_t work(std::vector<std::uint64_t> &memory)
{
    constexpr int steps = 4'000'000;
    std::uint64_t state = 88172645463325252ULL;
    std::uint64_t sum = 0;
    for (int n = 0; n < steps; ++n) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        std::uint64_t &place = memory[(state + sum) % memory.size()];
        sum += place % 2 == 0 ? place : state;
        place = sum;
    }
    return sum;
}

double measured()
{
    std::vector<std::uint64_t> memory(32 * 1024); // 256 KiB
    double best = std::numeric_limits<double>::max();
    [[maybe_unused]] volatile std::uint64_t result = 0; // somebody wants it: it is not left out
    for (int n = 0; n < times; ++n) {
        const double before = threadMilliseconds();
        result = work(memory);
        best = std::min(best, threadMilliseconds() - before);
    }
    return best;
}

double milliseconds()
{
    static const double once = measured();
    return once;
}

} // namespace

Row fixedWork()
{
    return {.name = "fixed piece of work", .value = milliseconds(), .unit = "ms"};
}

double scaled(double bound)
{
    return bound * std::max(milliseconds() / usual, 1.0);
}

} // namespace fusebox::bench
