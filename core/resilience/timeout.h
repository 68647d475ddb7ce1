// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include "core/resilience/failure.h"

namespace fusebox::resilience {

/// When time is up, and for whom.
struct Deadline
{
    TimePoint at = {};
    TimeoutScope scope = TimeoutScope::Total;

    bool operator==(const Deadline &) const = default;
};

/// The nested deadlines of one call: of the whole, of the attempt that runs, of the phase it is in. Each ends
/// by itself; the end of an inner one says nothing about an outer one. A pure machine. Thread: one at a time.
class Timeout
{
public:
    /// A scope begins anew; none: it has no limit. Whatever ran in it and inside it is over.
    void begin(TimeoutScope scope, std::optional<Nanoseconds> limit, TimePoint now);
    void end(TimeoutScope scope);

    /// The earliest deadline; where several fall together, the outermost: it decides more.
    [[nodiscard]] std::optional<Deadline> next() const;
    /// The outermost scope whose time is up: at its deadline, not before.
    [[nodiscard]] std::optional<TimeoutScope> expired(TimePoint now) const;

private:
    std::array<std::optional<TimePoint>, 3> m_deadlines = {}; ///< by TimeoutScope, innermost first
};

/// How a call that may be cancelled by its caller and ended by a timer ended: what a caller hears once and
/// for all. Cancelling beats a timer that has fired but has not been told of yet. A pure machine.
class Ending
{
public:
    enum class Kind : std::uint8_t { Completed, Cancelled, TimedOut };

    void complete() { settle(Kind::Completed); }
    void timeOut() { settle(Kind::TimedOut); }
    void cancel();
    /// The ending is told: from now on nothing changes it.
    std::optional<Kind> deliver();
    [[nodiscard]] std::optional<Kind> kind() const { return m_kind; }

private:
    void settle(Kind kind);

    std::optional<Kind> m_kind = {};
    bool m_delivered = false;
};

} // namespace fusebox::resilience
