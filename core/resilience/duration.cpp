// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/duration.h"

#include <algorithm>
#include <array>

namespace fusebox::resilience {

namespace {

/// A unit of `factor` * 10^`decimals` nanoseconds. Written so, a decimal fraction of it is exact in integers.
struct Unit
{
    std::string_view suffix;
    std::int64_t factor;
    int decimals;
};

constexpr std::array<Unit, 7> kUnits = {
    {{"d", 864, 11}, {"h", 36, 11}, {"m", 6, 10}, {"s", 1, 9}, {"ms", 1, 6}, {"us", 1, 3}, {"ns", 1, 0}}};

/// Of a whole number that an integer of 64 bits holds; a duration has as many in its smallest unit after 31
/// years.
constexpr std::size_t kMaxWholeDigits = 18;

constexpr std::int64_t powerOfTen(int exponent)
{
    std::int64_t result = 1;
    for (; exponent > 0; --exponent)
        result *= 10;
    return result;
}

constexpr std::int64_t nanosecondsIn(const Unit &unit)
{
    return unit.factor * powerOfTen(unit.decimals);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view takeDigits(std::string_view &text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isDigit);
    const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

std::int64_t toInteger(std::string_view digits)
{
    std::int64_t result = 0;
    for (const char c : digits)
        result = result * 10 + (c - '0');
    return result;
}

/// The fraction "0.`digits`" of a unit; digits finer than the unit can hold are cut.
std::int64_t fractionOf(const Unit &unit, std::string_view digits)
{
    const auto kept = digits.substr(0, static_cast<std::size_t>(unit.decimals));
    return toInteger(kept) * powerOfTen(unit.decimals - static_cast<int>(kept.size())) * unit.factor;
}

/// "" for none, else "." and the digits without trailing zeros.
std::string fractionText(const Unit &unit, std::int64_t remainder)
{
    if (remainder == 0)
        return {};
    std::string digits = std::to_string(remainder / unit.factor);
    digits.insert(0, static_cast<std::size_t>(unit.decimals) - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

tl::expected<Nanoseconds, DurationError> combine(const Unit &unit, std::string_view whole,
                                                 std::string_view fraction, Nanoseconds longest)
{
    const auto significant = whole.substr(std::min(whole.find_first_not_of('0'), whole.size()));
    if (significant.size() > kMaxWholeDigits)
        return tl::unexpected(DurationError::TooLarge);
    const auto units = toInteger(significant);
    if (units > longest.count() / nanosecondsIn(unit))
        return tl::unexpected(DurationError::TooLarge);
    const Nanoseconds result(units * nanosecondsIn(unit) + fractionOf(unit, fraction));
    if (result > longest)
        return tl::unexpected(DurationError::TooLarge);
    return result;
}

} // namespace

tl::expected<Nanoseconds, DurationError> parseDuration(std::string_view text, Nanoseconds longest)
{
    if (text.empty())
        return tl::unexpected(DurationError::Empty);
    const auto whole = takeDigits(text);
    std::string_view fraction;
    const bool hasPoint = text.starts_with('.');
    if (hasPoint) {
        text.remove_prefix(1);
        fraction = takeDigits(text);
    }
    if (whole.empty() || (hasPoint && fraction.empty()))
        return tl::unexpected(DurationError::NoNumber);
    if (text.empty())
        return tl::unexpected(DurationError::NoUnit);
    const auto unit = std::ranges::find(kUnits, text, &Unit::suffix);
    if (unit == kUnits.end())
        return tl::unexpected(DurationError::UnknownUnit);
    return combine(*unit, whole, fraction, longest);
}

std::string formatDuration(Nanoseconds duration)
{
    const auto count = std::max(duration, Nanoseconds::zero()).count();
    if (count == 0)
        return "0s";
    std::string shortest;
    for (const Unit &unit : kUnits) {
        const auto whole = count / nanosecondsIn(unit);
        const auto remainder = count % nanosecondsIn(unit);
        if (whole == 0 || remainder % unit.factor != 0)
            continue;
        auto text = std::to_string(whole) + fractionText(unit, remainder) + std::string(unit.suffix);
        if (shortest.empty() || text.size() < shortest.size())
            shortest = std::move(text);
    }
    return shortest;
}

} // namespace fusebox::resilience
