// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// The parts of an exchange, in the order they happen. Wait is from the last byte sent to the first received.
enum class Phase : std::uint8_t { Dns, Connect, Tls, Send, Wait, Transfer, Count };

/// How long each phase took; none for one that did not take place (no DNS for a literal address, no TLS for
/// http). The phases follow each other without gaps: they add up to the latency of the attempt.
class PhaseTimes
{
public:
    using Nanoseconds = resilience::Nanoseconds;

    [[nodiscard]] std::optional<Nanoseconds> &operator[](Phase p)
    {
        return m_times[static_cast<std::size_t>(p)];
    }
    [[nodiscard]] const std::optional<Nanoseconds> &operator[](Phase p) const
    {
        return m_times[static_cast<std::size_t>(p)];
    }
    [[nodiscard]] Nanoseconds sum() const
    {
        Nanoseconds total{0};
        for (const auto &time : m_times)
            total += time.value_or(Nanoseconds{0});
        return total;
    }
    bool operator==(const PhaseTimes &) const = default;

private:
    std::array<std::optional<Nanoseconds>, static_cast<std::size_t>(Phase::Count)> m_times = {};
};

/// The deadline of each phase (measured from its begin) and of the whole attempt series. All > 0.
struct Timeouts
{
    resilience::Nanoseconds dns = std::chrono::seconds(2);
    resilience::Nanoseconds connect = std::chrono::seconds(3);
    resilience::Nanoseconds tls = std::chrono::seconds(3);
    /// From the first byte sent (with `send`: from the last) until the head of the answer has come in full,
    /// which begins with Transfer; interim answers (100, 103) are none. Where there are no heads (tcp, tls):
    /// until the first byte.
    resilience::Nanoseconds firstByte = std::chrono::seconds(5);
    resilience::Nanoseconds total = std::chrono::seconds(10); ///< one attempt, and a check with its retries
    /// Until all that is asked is with the system. None: within firstByte.
    std::optional<resilience::Nanoseconds> send = {};

    bool operator==(const Timeouts &) const = default;
};

} // namespace fusebox::probe
