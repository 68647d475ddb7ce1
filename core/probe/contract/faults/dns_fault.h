// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// Why a question to DNS has no answer.
enum class DnsFault : std::uint8_t {
    NoSuchName,    ///< NXDOMAIN: there is no such name, with records of any type
    NoData,        ///< the name is there, but no record of this type
    ServerFailure, ///< SERVFAIL
    Refused,       ///< REFUSED: the server will not answer us
    NotUnderstood, ///< FORMERR or NOTIMP
    BadAnswer,     ///< an answer that cannot be read
    Unreachable,   ///< no server took the question
    TimedOut,      ///< no server answered in time
    Truncated,     ///< the answer does not fit into a packet of UDP, and over TCP there is none
    Referral,      ///< the server only names others: it does not look the name up for us
    BadName,       ///< cannot be a name in DNS; was not asked for
    BadType,       ///< no type of record that we know; was not asked for
    BadServer,     ///< cannot be a server's name or address; was not asked
    SystemDoesNot, ///< the name servers know an address, the system's resolver finds none all the same
    NoMeans        ///< this machine lacks what asking needs: nobody was asked
};

/// A name without an address. `fault` is none where the system's resolver does not say.
struct NameFailure : resilience::Failure
{
    std::optional<DnsFault> fault = {};

    bool operator==(const NameFailure &) const = default;
};

/// ErrorClass::Timeout for TimedOut, RejectedBy::Machine for NoMeans, which is no fault of a name's,
/// ErrorClass::Dns for all others; the detail is what DNS calls it.
[[nodiscard]] NameFailure failureOf(DnsFault fault);

} // namespace fusebox::probe
