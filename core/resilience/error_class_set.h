// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>

#include "core/resilience/failure.h"

namespace fusebox::resilience {

/// A set of error classes: which are retried, tracked, fallen back on.
class ErrorClassSet
{
public:
    constexpr ErrorClassSet() = default;
    constexpr ErrorClassSet(std::initializer_list<ErrorClass> classes)
    {
        for (const ErrorClass c : classes)
            m_bits |= bit(c);
    }

    [[nodiscard]] static constexpr ErrorClassSet all()
    {
        ErrorClassSet set;
        set.m_bits = bit(ErrorClass::Count) - 1;
        return set;
    }

    [[nodiscard]] constexpr bool contains(ErrorClass c) const { return (m_bits & bit(c)) != 0; }
    [[nodiscard]] constexpr ErrorClassSet with(ErrorClassSet other) const
    {
        ErrorClassSet set;
        set.m_bits = m_bits | other.m_bits;
        return set;
    }
    [[nodiscard]] constexpr ErrorClassSet without(ErrorClassSet other) const
    {
        ErrorClassSet set;
        set.m_bits = m_bits & ~other.m_bits;
        return set;
    }

    constexpr bool operator==(const ErrorClassSet &) const = default;

private:
    static constexpr std::uint32_t bit(ErrorClass c) { return std::uint32_t(1) << static_cast<unsigned>(c); }

    std::uint32_t m_bits = 0;
};

/// How a call ended that said nothing about the one called: given up by the caller, or never made.
inline constexpr ErrorClassSet kNobodysFault = {ErrorClass::Cancelled, ErrorClass::Rejected};

} // namespace fusebox::resilience
