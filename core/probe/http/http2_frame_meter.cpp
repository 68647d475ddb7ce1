// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_frame_meter.h"

#include <algorithm>

#include <nghttp2/nghttp2.h>

namespace fusebox::probe {

namespace {

constexpr std::size_t headBytes = 9;

} // namespace

void Http2FrameMeter::take(QByteArrayView bytes, IdleBytes &idle)
{
    idle.received(bytes.size());
    while (!bytes.isEmpty()) {
        const auto skipped = std::min<qsizetype>(m_payload, bytes.size());
        m_payload -= skipped;
        bytes = bytes.sliced(skipped);
        while (m_payload == 0 && !bytes.isEmpty()) {
            m_head[m_headBytes++] = static_cast<std::uint8_t>(bytes.front());
            bytes = bytes.sliced(1);
            if (!isOfHead(m_headBytes))
                endHead(idle);
        }
    }
}

/// Whether more of the head is to come: where there is padding, its length too.
bool Http2FrameMeter::isOfHead(std::size_t count) const
{
    if (count < headBytes)
        return true;
    const bool isPadded = m_head[3] == NGHTTP2_DATA && (m_head[4] & NGHTTP2_FLAG_PADDED) != 0;
    const bool isEmpty = m_head[0] == 0 && m_head[1] == 0 && m_head[2] == 0;
    return count == headBytes && isPadded && !isEmpty;
}

void Http2FrameMeter::endHead(IdleBytes &idle)
{
    const std::int64_t length = (m_head[0] << 16) + (m_head[1] << 8) + m_head[2];
    const bool hasPadding = m_headBytes > headBytes;
    const std::int64_t padding = hasPadding ? 1 + m_head[headBytes] : 0;
    const bool bringsBody = m_head[3] == NGHTTP2_DATA && length > padding;
    if (!bringsBody)
        idle.idleFrame();
    m_payload = length - (hasPadding ? 1 : 0);
    m_headBytes = 0;
}

} // namespace fusebox::probe
