// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// What went wrong, coarsely enough to decide by. Values index arrays; Count is their number.
enum class ErrorClass : std::uint8_t {
    Dns,
    Refused,
    Unreachable,
    Reset,
    Tls,
    Timeout,
    Protocol,
    HttpStatus,
    Assertion,
    Cancelled,
    Rejected,
    Exception,
    Count
};

/// Which policy refused a call that was never made (ErrorClass::Rejected); Machine: it could not be made for
/// want of descriptors, ports or memory.
enum class RejectedBy : std::uint8_t { Circuit, RateLimit, Bulkhead, Machine };

/// Whose time was up (ErrorClass::Timeout), from the innermost to the outermost.
enum class TimeoutScope : std::uint8_t { Phase, Attempt, Total };

/// A call that did not succeed. `detail` is raw text of the system or the peer, never a sentence of ours.
struct Failure
{
    ErrorClass errorClass = ErrorClass::Protocol;
    int status = 0;                             ///< HTTP status with ErrorClass::HttpStatus, else 0
    std::optional<RejectedBy> rejectedBy = {};  ///< with ErrorClass::Rejected
    std::optional<Nanoseconds> retryAfter = {}; ///< the peer's wish (Retry-After), unbounded
    std::string detail = {};
    std::optional<TimeoutScope> timedOut = {}; ///< with ErrorClass::Timeout, where it is known
    std::exception_ptr exception = {};         ///< with ErrorClass::Exception: what was thrown, kept

    bool operator==(const Failure &) const = default;
};

/// An exception that was thrown, as a failure: kept, with its text where it has one.
[[nodiscard]] Failure failureOf(const std::exception_ptr &thrown);

/// How a call counts. Ignored is not success: it gives its permit back and counts for nothing.
enum class Outcome : std::uint8_t { Success, Failure, Slow, Ignored, Count };

} // namespace fusebox::resilience
