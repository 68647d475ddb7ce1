// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/resilience/failure.h"

namespace fusebox::resilience {

struct CountedError
{
    TimePoint at = {};
    ErrorClass errorClass = ErrorClass::Protocol;

    bool operator==(const CountedError &) const = default;
};

/// The last few errors that counted, newest first.
class RecentErrors
{
public:
    static constexpr std::size_t kMost = 3;

    void add(ErrorClass errorClass, TimePoint at)
    {
        for (std::size_t i = kMost - 1; i > 0; --i)
            m_errors[i] = m_errors[i - 1];
        m_errors[0] = {at, errorClass};
        m_size = m_size < kMost ? m_size + 1 : kMost;
    }
    void clear() { *this = {}; }
    [[nodiscard]] std::span<const CountedError> errors() const { return {m_errors.data(), m_size}; }
    [[nodiscard]] std::optional<ErrorClass> last() const
    {
        return m_size > 0 ? std::optional(m_errors[0].errorClass) : std::nullopt;
    }
    /// The same errors on a clock that is `by` ahead.
    [[nodiscard]] RecentErrors shifted(Nanoseconds by) const
    {
        RecentErrors result = *this;
        for (std::size_t i = 0; i < m_size; ++i)
            result.m_errors[i].at = saturatingAdd(m_errors[i].at, by);
        return result;
    }

    bool operator==(const RecentErrors &) const = default;

private:
    std::array<CountedError, kMost> m_errors = {};
    std::size_t m_size = 0;
};

} // namespace fusebox::resilience
