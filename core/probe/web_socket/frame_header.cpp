// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/frame_header.h"

#include <QtEndian>

namespace fusebox::probe {

namespace {

constexpr quint8 finalBit = 0x80;
constexpr quint8 controlBit = 0x08;
constexpr quint8 maskBit = 0x80;
constexpr quint64 length16 = 126; // in the place of the length: it follows in two bytes
constexpr quint64 length64 = 127; // in eight
constexpr qsizetype firstSize = 2;
constexpr qsizetype maskSize = 4;

qsizetype lengthSize(quint64 stated)
{
    if (stated < length16)
        return 0;
    return stated == length64 ? sizeof(quint64) : sizeof(quint16);
}

quint64 lengthAt(const char *bytes, quint64 stated)
{
    if (stated < length16)
        return stated;
    return stated == length64 ? qFromBigEndian<quint64>(bytes) : qFromBigEndian<quint16>(bytes);
}

} // namespace

std::optional<FrameHeader> readFrameHeader(QByteArrayView bytes)
{
    if (bytes.size() < firstSize)
        return {};
    const auto first = static_cast<quint8>(bytes[0]);
    const auto second = static_cast<quint8>(bytes[1]);
    const quint64 stated = second & ~maskBit;
    FrameHeader header{.isFinal = (first & finalBit) != 0,
                       .isControl = (first & controlBit) != 0,
                       .isMasked = (second & maskBit) != 0};
    header.headerSize = firstSize + lengthSize(stated) + (header.isMasked ? maskSize : 0);
    if (bytes.size() < header.headerSize)
        return {};
    header.payloadSize = lengthAt(bytes.data() + firstSize, stated);
    return header;
}

} // namespace fusebox::probe
