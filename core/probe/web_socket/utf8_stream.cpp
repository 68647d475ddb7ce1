// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/utf8_stream.h"

#include <cstdint>
#include <cstring>

namespace fusebox::probe {

namespace {

/// Most text is ASCII, which is passed over eight bytes at a time.
qsizetype asciiBefore(QByteArrayView text, qsizetype from)
{
    constexpr std::uint64_t highBits = 0x8080808080808080U;
    constexpr qsizetype step = sizeof(std::uint64_t);
    for (; text.size() - from >= step; from += step) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + from, step);
        if ((eight & highBits) != 0)
            break;
    }
    return from;
}

} // namespace

bool Utf8Stream::take(QByteArrayView piece)
{
    for (qsizetype i = 0; i < piece.size(); ++i) {
        if (m_missing == 0)
            i = asciiBefore(piece, i);
        if (i == piece.size())
            break;
        const auto byte = static_cast<unsigned char>(piece[i]);
        if (!(m_missing == 0 ? begin(byte) : proceed(byte)))
            return false;
    }
    return true;
}

/// The table of RFC 3629, 4.
bool Utf8Stream::begin(unsigned char lead)
{
    if (lead < 0x80)
        return true;
    if (lead < 0xc2 || lead > 0xf4)
        return false;
    m_missing = 1 + (lead >= 0xe0 ? 1 : 0) + (lead >= 0xf0 ? 1 : 0);
    m_least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    m_most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return true;
}

bool Utf8Stream::proceed(unsigned char continuation)
{
    if (continuation < m_least || continuation > m_most)
        return false;
    --m_missing;
    m_least = 0x80;
    m_most = 0xbf;
    return true;
}

} // namespace fusebox::probe
