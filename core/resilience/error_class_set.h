// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

#include "core/resilience/failure.h"

namespace fusebox::resilience {

/// What may be a status: any three digits. Some servers answer by a code of their own, above the 599 of
/// RFC 9110.
inline constexpr int kFirstStatus = 100;
inline constexpr int kLastStatus = 999;

/// HTTP statuses from `first` to `last`, both included.
struct StatusSpan
{
    int first = 0;
    int last = 0;

    bool operator==(const StatusSpan &) const = default;
};

namespace detail {

/// A set of HTTP statuses. Rarely there, and in the settings of ten thousand circuits: it takes no more than
/// a pointer, copies share what it points to, and without any status it allocates nothing.
class StatusSet
{
public:
    constexpr StatusSet() = default;
    explicit StatusSet(StatusSpan span);
    constexpr StatusSet(const StatusSet &other)
        : m_shared(other.m_shared)
    {
        if (m_shared)
            hold(*m_shared);
    }
    constexpr StatusSet(StatusSet &&other) noexcept
        : m_shared(std::exchange(other.m_shared, nullptr))
    {
    }
    constexpr StatusSet &operator=(StatusSet other) noexcept
    {
        std::swap(m_shared, other.m_shared);
        return *this;
    }
    constexpr ~StatusSet()
    {
        if (m_shared)
            letGo(*m_shared);
    }

    [[nodiscard]] constexpr bool isEmpty() const { return !m_shared; }
    [[nodiscard]] bool contains(int status) const;
    /// In order; they neither touch nor overlap.
    [[nodiscard]] std::span<const StatusSpan> spans() const;
    [[nodiscard]] StatusSet with(const StatusSet &other) const;
    [[nodiscard]] StatusSet without(const StatusSet &other) const;

    constexpr bool operator==(const StatusSet &other) const
    {
        return m_shared == other.m_shared || (m_shared && other.m_shared && isSame(other));
    }

private:
    struct Shared;

    static void hold(const Shared &shared);
    static void letGo(const Shared &shared);
    [[nodiscard]] bool isSame(const StatusSet &other) const;

    const Shared *m_shared = nullptr;
};

} // namespace detail

/// Which failures are retried, tracked, fallen back on: a set of error classes, of one of which, HttpStatus,
/// it may also hold some statuses alone. A value; without statuses constexpr. Thread: any.
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
    /// Failures of class HttpStatus with a status from `first` to `last`, both included, as far as those are
    /// in [kFirstStatus, kLastStatus]; none where they run backwards.
    [[nodiscard]] static ErrorClassSet statuses(int first, int last);

    /// The whole class.
    [[nodiscard]] constexpr bool contains(ErrorClass c) const { return (m_bits & bit(c)) != 0; }
    /// By its class or by its status.
    [[nodiscard]] constexpr bool contains(const Failure &failure) const
    {
        return contains(failure.errorClass) ||
               (failure.errorClass == ErrorClass::HttpStatus && m_statuses.contains(failure.status));
    }
    /// True where it could contain a failure of this class.
    [[nodiscard]] constexpr bool containsSomeOf(ErrorClass c) const
    {
        return contains(c) || (c == ErrorClass::HttpStatus && !m_statuses.isEmpty());
    }
    /// The statuses that it holds alone, in order. As long as the set lasts.
    [[nodiscard]] std::span<const StatusSpan> statusSpans() const { return m_statuses.spans(); }

    [[nodiscard]] constexpr ErrorClassSet with(ErrorClassSet other) const
    {
        ErrorClassSet set = *this;
        set.m_bits |= other.m_bits;
        if (!other.m_statuses.isEmpty())
            set.m_statuses = m_statuses.with(other.m_statuses);
        return set;
    }
    /// A class that is there as a whole loses no single status.
    [[nodiscard]] constexpr ErrorClassSet without(ErrorClassSet other) const
    {
        ErrorClassSet set = *this;
        set.m_bits &= ~other.m_bits;
        if (!m_statuses.isEmpty())
            set.m_statuses = m_statuses.without(other.m_statuses);
        return set;
    }

    constexpr bool operator==(const ErrorClassSet &) const = default;

private:
    static constexpr std::uint32_t bit(ErrorClass c) { return std::uint32_t(1) << static_cast<unsigned>(c); }

    std::uint32_t m_bits = 0;
    detail::StatusSet m_statuses = {};
};

/// How a call ended that said nothing about the one called: given up by the caller, or never made.
inline constexpr ErrorClassSet kNobodysFault = {ErrorClass::Cancelled, ErrorClass::Rejected};

/// What comes of the way to the one called rather than of its answer: "network" in the configuration.
inline constexpr ErrorClassSet kNetworkErrors = {
    ErrorClass::Dns, ErrorClass::Refused, ErrorClass::Unreachable, ErrorClass::Reset, ErrorClass::Timeout};

} // namespace fusebox::resilience
