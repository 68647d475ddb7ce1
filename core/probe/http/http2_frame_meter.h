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
    void take(QByteArrayView bytes, IdleBytes &idle);

private:
    [[nodiscard]] bool isOfHead(std::size_t count) const;
    void endHead(IdleBytes &idle);

    std::array<std::uint8_t, 10> m_head = {}; ///< of the frame, and the length of its padding
    std::size_t m_headBytes = 0;
    std::int64_t m_payload = 0; ///< bytes that are still to come
};

} // namespace fusebox::probe
