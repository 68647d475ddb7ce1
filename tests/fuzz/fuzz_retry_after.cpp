// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_after.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox::resilience;
using namespace std::chrono;

namespace {

constexpr Nanoseconds kLongest = days(366);

/// A time of day from the front of the input, so that the fuzzer chooses the clock as well: seconds, signed,
/// 40 bits (17,000 years each way).
sys_seconds takeClock(std::string_view &input)
{
    std::int64_t value = 0;
    for (int i = 0; i < 5 && !input.empty(); ++i, input.remove_prefix(1))
        value = value * 256 + static_cast<unsigned char>(input.front());
    return sys_seconds(seconds(value - (std::int64_t(1) << 39)));
}

year yearOf(sys_seconds time)
{
    return year_month_day(floor<days>(time)).year();
}

} // namespace

/// Any text is refused or means a wait in [0, 366 d], whatever the clock says. A second later, a wait until a
/// date is a second shorter and a wait in seconds is the same.
FUZZ(std::string_view input)
{
    const sys_seconds now = takeClock(input);
    const auto wait = parseRetryAfter(input, now);
    require(!wait || (*wait >= Nanoseconds::zero() && *wait <= kLongest));
    if (yearOf(now) != yearOf(now + seconds(1)))
        return; // a year of two digits may now mean another one
    const auto later = parseRetryAfter(input, now + seconds(1));
    require(later.has_value() == wait.has_value());
    require(later == wait || *later == *wait - seconds(1));
}
