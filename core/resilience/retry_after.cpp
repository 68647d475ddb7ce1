// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_after.h"

#include <algorithm>
#include <array>

namespace fusebox::resilience {

namespace {

using namespace std::chrono;

constexpr Nanoseconds kLongestWish = days(366);

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kLongDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};

/// Takes fixed pieces off the front of a text; after the first that does not fit, none does.
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_rest(text)
    {
    }

    Scanner &literal(std::string_view expected)
    {
        m_ok = m_ok && m_rest.starts_with(expected);
        if (m_ok)
            m_rest.remove_prefix(expected.size());
        return *this;
    }

    /// Exactly `width` digits, the first of which may be a blank where `padded`.
    Scanner &number(std::size_t width, int &value, bool padded = false)
    {
        value = 0;
        for (std::size_t i = 0; m_ok && i < width; ++i) {
            const char c = i < m_rest.size() ? m_rest[i] : '\0';
            const bool blank = padded && i == 0 && c == ' ';
            m_ok = blank || (c >= '0' && c <= '9');
            value = value * 10 + (blank ? 0 : c - '0');
        }
        if (m_ok)
            m_rest.remove_prefix(width);
        return *this;
    }

    template <std::size_t N>
    Scanner &oneOf(const std::array<std::string_view, N> &names, int &index)
    {
        const auto found =
            std::ranges::find_if(names, [this](auto name) { return m_rest.starts_with(name); });
        m_ok = m_ok && found != names.end();
        index = static_cast<int>(found - names.begin());
        return m_ok ? literal(*found) : *this;
    }

    [[nodiscard]] bool endedWell() const { return m_ok && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

struct DateFields
{
    int weekday = 0; ///< must be a day's name; which one says nothing that the date does not
    int day = 0;
    int month = 0; ///< 0 is January
    int year = 0;
    int hour = 0;
    int minute = 0;
    int second = 0; ///< 60 is a leap second
};

Scanner &scanTime(Scanner &scanner, DateFields &f)
{
    return scanner.number(2, f.hour).literal(":").number(2, f.minute).literal(":").number(2, f.second);
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<DateFields> scanFixdate(std::string_view text)
{
    DateFields f;
    Scanner s(text);
    s.oneOf(kDays, f.weekday).literal(", ").number(2, f.day).literal(" ").oneOf(kMonths, f.month);
    s.literal(" ").number(4, f.year).literal(" ");
    return scanTime(s, f).literal(" GMT").endedWell() ? std::optional(f) : std::nullopt;
}

/// "Sunday, 06-Nov-94 08:49:37 GMT"; of the year the last two digits, see latestUpTo().
std::optional<DateFields> scanRfc850(std::string_view text)
{
    DateFields f;
    Scanner s(text);
    s.oneOf(kLongDays, f.weekday).literal(", ").number(2, f.day).literal("-").oneOf(kMonths, f.month);
    s.literal("-").number(2, f.year).literal(" ");
    return scanTime(s, f).literal(" GMT").endedWell() ? std::optional(f) : std::nullopt;
}

/// "Sun Nov  6 08:49:37 1994"
std::optional<DateFields> scanAsctime(std::string_view text)
{
    DateFields f;
    Scanner s(text);
    s.oneOf(kDays, f.weekday).literal(" ").oneOf(kMonths, f.month).literal(" ").number(2, f.day, true);
    s.literal(" ");
    return scanTime(s, f).literal(" ").number(4, f.year).endedWell() ? std::optional(f) : std::nullopt;
}

std::optional<sys_seconds> toTime(const DateFields &f)
{
    const year_month_day date{year(f.year), month(static_cast<unsigned>(f.month + 1)),
                              day(static_cast<unsigned>(f.day))};
    if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 60)
        return {};
    return sys_days(date) + hours(f.hour) + minutes(f.minute) + seconds(f.second);
}

/// A year of two digits is that of the latest such date no more than 50 years ahead (RFC 9110, 5.6.7).
std::optional<sys_seconds> latestUpTo(DateFields f, sys_seconds now)
{
    const auto today = floor<days>(now);
    const sys_seconds limit = sys_days(year_month_day(today) + years(50)) + (now - today);
    const int thisYear = int(year_month_day(today).year());
    const int lastDigits = f.year;
    for (const int century : {100, 0, -100}) {
        f.year = thisYear - thisYear % 100 + century + lastDigits;
        if (const auto time = toTime(f); time && *time <= limit)
            return time;
    }
    return {};
}

std::optional<sys_seconds> parseDate(std::string_view text, sys_seconds now)
{
    if (const auto twoDigits = scanRfc850(text))
        return latestUpTo(*twoDigits, now);
    const auto fixdate = scanFixdate(text);
    const auto fields = fixdate ? fixdate : scanAsctime(text);
    return fields ? toTime(*fields) : std::nullopt;
}

std::optional<seconds> parseSeconds(std::string_view text)
{
    if (text.empty())
        return {};
    constexpr auto most = duration_cast<seconds>(kLongestWish);
    seconds result{0};
    for (const char c : text) {
        if (c < '0' || c > '9')
            return {};
        result = std::min(result * 10 + seconds(c - '0'), most);
    }
    return result;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

std::optional<Nanoseconds> parseRetryAfter(std::string_view text, sys_seconds now)
{
    text = trimmed(text);
    if (const auto wish = parseSeconds(text))
        return *wish;
    const auto date = parseDate(text, now);
    if (!date)
        return {};
    const seconds wish = *date - now;
    return Nanoseconds(std::clamp(wish, seconds(0), duration_cast<seconds>(kLongestWish)));
}

} // namespace fusebox::resilience
