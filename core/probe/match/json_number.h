// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace fusebox::probe {

/// A number as JSON has it (RFC 8259, 6), of any size and without loss: ids and counters are longer than what
/// a double tells apart. Compared by value: 1 is 1.0 is 10e-1.
class JsonNumber
{
public:
    /// `text` is a number after the grammar of JSON: its reader has seen to that.
    explicit JsonNumber(std::string_view text);

    /// As it was written.
    [[nodiscard]] const std::string &text() const { return m_text; }

    friend std::strong_ordering operator<=>(const JsonNumber &a, const JsonNumber &b);
    friend bool operator==(const JsonNumber &a, const JsonNumber &b)
    {
        return (a <=> b) == std::strong_ordering::equal;
    }

private:
    [[nodiscard]] int sign() const;
    [[nodiscard]] std::strong_ordering compareSize(const JsonNumber &other) const;

    std::string m_text;
    bool m_isNegative = false;
    std::string m_digits = {};   ///< without zeros at either end; of zero: none
    std::int64_t m_exponent = 0; ///< the size is 0.DIGITS times ten to the power of this
};

} // namespace fusebox::probe
