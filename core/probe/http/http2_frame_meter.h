// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include <QByteArrayView>

#include "core/probe/http/idle_bytes.h"

namespace fusebox::probe {

/// Counts the frames of HTTP/2 (RFC 9113, 4.1) that bring no body on, in bytes of whatever pieces: nghttp2
/// tells nothing of frames that it does not know, nor that DATA was padding alone.
class Http2FrameMeter
{
public:
    /// Takes bytes off the front and returns what is to be read of them: a whole head, or some payload, at
    /// most to the end of its frame. So nothing depends on how the bytes came: what is done after each frame,
    /// and what nghttp2 does whenever it is given a piece of a head (it counts CONTINUATIONs by that). Valid
    /// until the next call. Empty: more of a head is needed.
    [[nodiscard]] QByteArrayView take(QByteArrayView &bytes, IdleBytes &idle);
    /// All that was taken are whole frames.
    [[nodiscard]] bool isBetweenFrames() const { return m_headBytes == 0; }

private:
    [[nodiscard]] bool isHeadWhole() const;
    [[nodiscard]] QByteArrayView takeHead(QByteArrayView &bytes, IdleBytes &idle);
    [[nodiscard]] QByteArrayView takePayload(QByteArrayView &bytes);
    void endHead(IdleBytes &idle);

    std::array<std::uint8_t, 10> m_head = {}; ///< of the frame, and the length of its padding
    std::size_t m_headBytes = 0;
    std::int64_t m_payload = 0; ///< bytes that are still to come
};

} // namespace fusebox::probe
