// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace fusebox::probe {

/// Weighs what a peer sends over TLS against what it says in it. The handshake, tickets, keys that are
/// renewed and the frame of each record say nothing, and neither do records that are empty: without end they
/// keep us busy for the whole of a check's time, or of a WebSocket's life. Allowed are 256 KiB of that in
/// advance, and 32 bytes more for each byte that is said, which records of a single byte stay below.
class RecordFlood
{
public:
    static constexpr std::int64_t allowedBytes = 256 * 1024;
    static constexpr std::int64_t allowedBesideByte = 32;

    void received(std::int64_t ciphertext) { m_idle += ciphertext; }
    void said(std::int64_t plaintext)
    {
        m_idle = std::max<std::int64_t>(0, m_idle - plaintext * (1 + allowedBesideByte));
    }
    [[nodiscard]] bool isOn() const { return m_idle > allowedBytes; }

private:
    std::int64_t m_idle = 0;
};

} // namespace fusebox::probe
