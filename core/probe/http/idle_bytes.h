// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fusebox::probe {

/// Weighs what a peer sends within one exchange against what it brings. Framing is a part of every answer:
/// chunk sizes with their extensions, trailers, padding, frames of kinds that nobody knows. But a peer that
/// sends it without end keeps us busy for the whole of a check's time: allowed are 256 KiB, and for each byte
/// of the body 16 more, which a body in pieces of one byte stays below; and of frames 1,000, and one more for
/// each KiB of the body.
class IdleBytes
{
public:
    static constexpr std::int64_t allowedBytes = 256 * 1024;
    static constexpr std::int64_t allowedBesideByte = 16;
    static constexpr std::int64_t allowedFrames = 1000;

    void received(std::int64_t bytes) { m_received += bytes; }
    /// A frame or an interim answer that brings nothing on.
    void idleFrame() { ++m_frames; }

    /// After `body` bytes of the body.
    [[nodiscard]] bool areTooMany(std::int64_t body) const
    {
        return m_received - body > allowedBytes + allowedBesideByte * body ||
               m_frames > allowedFrames + body / 1024;
    }

private:
    std::int64_t m_received = 0;
    std::int64_t m_frames = 0;
};

} // namespace fusebox::probe
