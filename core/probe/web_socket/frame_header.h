// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArrayView>

namespace fusebox::probe {

/// The front of a frame (RFC 6455, 5.2).
struct FrameHeader
{
    static constexpr qsizetype longest = 14; ///< bytes: two, eight of length, four of mask

    bool isFinal = false;
    bool isControl = false; ///< close, ping, pong
    bool isMasked = false;
    qsizetype headerSize = 2;
    quint64 payloadSize = 0;

    /// Takes no message further.
    [[nodiscard]] bool bringsNothing() const { return isControl || (payloadSize == 0 && !isFinal); }
};

/// Of the frame that begins with `bytes`; none: more of them are needed, at most FrameHeader::longest.
[[nodiscard]] std::optional<FrameHeader> readFrameHeader(QByteArrayView bytes);

} // namespace fusebox::probe
