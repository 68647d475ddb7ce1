// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include <QHostAddress>
#include <QList>

#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/contract/options/name_options.h"
#include "core/resilience/time.h"

namespace fusebox::probe {

/// The addresses of a name, and how long they may be kept.
struct FoundAddresses
{
    QList<QHostAddress> addresses = {}; ///< at least one, in the order to try them
    resilience::Nanoseconds ttl{0};

    bool operator==(const FoundAddresses &) const = default;
};
using AddressReply = tl::expected<FoundAddresses, DnsFault>;

/// Waits for the answers to A and AAAA, and says when there is enough to go on with: when both are in, 50 ms
/// after the first with addresses (RFC 8305, 3: the "Resolution Delay"), or 500 ms after one that says that
/// there is no such name. Servers say so of a name that they have only IPv4 addresses of (RFC 4074, 4.2), so
/// the other may contradict. A pure machine.
class AddressGathering
{
public:
    static constexpr resilience::Nanoseconds patience = std::chrono::milliseconds(50);
    static constexpr resilience::Nanoseconds doubt = std::chrono::milliseconds(500);

    explicit AddressGathering(AddressFamily family);

    /// The answer for a family that is asked for: once for each.
    void answered(AddressFamily family, const AddressReply &reply, resilience::TimePoint now);
    /// When to look at result() again, if nothing comes before.
    [[nodiscard]] std::optional<resilience::TimePoint> nextDeadline() const { return m_deadline; }
    /// IPv6 addresses come first. None while it is worth waiting.
    [[nodiscard]] std::optional<AddressReply> result(resilience::TimePoint now) const;

private:
    struct Asked
    {
        bool isAsked = false;
        std::optional<AddressReply> reply = {};

        [[nodiscard]] bool isOpen() const { return isAsked && !reply; }
        [[nodiscard]] bool hasAddresses() const { return reply && reply->has_value(); }
        [[nodiscard]] bool failedWith(DnsFault fault) const
        {
            return reply && !*reply && reply->error() == fault;
        }
    };

    [[nodiscard]] AddressReply found() const;
    [[nodiscard]] DnsFault fault() const;

    Asked m_v6;
    Asked m_v4;
    std::optional<resilience::TimePoint> m_deadline = {};
};

} // namespace fusebox::probe
