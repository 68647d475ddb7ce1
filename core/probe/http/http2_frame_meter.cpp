// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_frame_meter.h"

#include <algorithm>

#include <nghttp2/nghttp2.h>

namespace fusebox::probe {

namespace {

constexpr std::size_t headBytes = 9;

} // namespace

QByteArrayView Http2FrameMeter::take(QByteArrayView &bytes, IdleBytes &idle)
{
    const qsizetype before = bytes.size();
    const auto piece = isHeadWhole() ? takePayload(bytes) : takeHead(bytes, idle);
    idle.received(before - bytes.size());
    if (isHeadWhole() && m_payload == 0)
        m_headBytes = 0;
    return piece;
}

QByteArrayView Http2FrameMeter::takeHead(QByteArrayView &bytes, IdleBytes &idle)
{
    while (!bytes.isEmpty() && !isHeadWhole()) {
        m_head[m_headBytes++] = static_cast<std::uint8_t>(bytes.front());
        bytes = bytes.sliced(1);
    }
    if (!isHeadWhole())
        return {};
    endHead(idle);
    return {reinterpret_cast<const char *>(m_head.data()), static_cast<qsizetype>(m_headBytes)};
}

QByteArrayView Http2FrameMeter::takePayload(QByteArrayView &bytes)
{
    const auto piece = bytes.first(std::min<qsizetype>(m_payload, bytes.size()));
    bytes = bytes.sliced(piece.size());
    m_payload -= piece.size();
    return piece;
}

/// Where there is padding, its length belongs to it.
bool Http2FrameMeter::isHeadWhole() const
{
    if (m_headBytes < headBytes)
        return false;
    const bool isPadded = m_head[3] == NGHTTP2_DATA && (m_head[4] & NGHTTP2_FLAG_PADDED) != 0;
    const bool isEmpty = m_head[0] == 0 && m_head[1] == 0 && m_head[2] == 0;
    return m_headBytes > headBytes || !isPadded || isEmpty;
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
}

} // namespace fusebox::probe
