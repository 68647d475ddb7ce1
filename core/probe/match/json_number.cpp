// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/json_number.h"

#include <algorithm>
#include <charconv>

namespace fusebox::probe {

namespace {

/// Beyond it all numbers are alike; with the digits of any text added it is far from overflowing.
constexpr std::int64_t largestExponent = 1'000'000'000'000;

/// Of "e+12", "E-3", or nothing.
std::int64_t exponentOf(std::string_view text)
{
    if (text.empty())
        return 0;
    text.remove_prefix(1);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t exponent = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (result.ec == std::errc::result_out_of_range)
        return text.starts_with('-') ? -largestExponent : largestExponent;
    return std::clamp(exponent, -largestExponent, largestExponent);
}

} // namespace

JsonNumber::JsonNumber(std::string_view text)
    : m_text(text)
    , m_isNegative(text.starts_with('-'))
{
    text.remove_prefix(m_isNegative ? 1 : 0);
    const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
    const std::string_view whole = mantissa.substr(0, mantissa.find('.'));
    m_digits = whole;
    if (whole.size() < mantissa.size())
        m_digits += mantissa.substr(whole.size() + 1);
    const std::size_t leading = std::min(m_digits.find_first_not_of('0'), m_digits.size());
    m_digits.erase(0, leading);
    m_digits.erase(m_digits.find_last_not_of('0') + 1); // npos + 1 is 0
    m_exponent = static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(leading) +
                 exponentOf(text.substr(mantissa.size()));
}

int JsonNumber::sign() const
{
    if (m_digits.empty())
        return 0;
    return m_isNegative ? -1 : 1;
}

std::strong_ordering JsonNumber::compareSize(const JsonNumber &other) const
{
    if (m_exponent != other.m_exponent)
        return m_exponent <=> other.m_exponent;
    return m_digits.compare(other.m_digits) <=> 0; // fractions: as words in a dictionary
}

std::strong_ordering operator<=>(const JsonNumber &a, const JsonNumber &b)
{
    if (a.sign() != b.sign())
        return a.sign() <=> b.sign();
    if (a.sign() == 0)
        return std::strong_ordering::equal;
    return a.sign() > 0 ? a.compareSize(b) : b.compareSize(a);
}

} // namespace fusebox::probe
