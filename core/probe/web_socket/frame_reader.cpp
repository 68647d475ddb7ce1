// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/frame_reader.h"

#include <algorithm>
#include <utility>

#include <QtEndian>

namespace fusebox::probe {

namespace {

constexpr std::uint8_t reservedBits = 0x70;
constexpr std::uint8_t maskBit = 0x80;
constexpr std::uint8_t length16 = 126; // in the place of the length: it follows in two bytes
constexpr std::uint8_t length64 = 127; // in eight
constexpr qsizetype firstSize = 2;

FrameFault badFrame(std::string detail)
{
    return {WebSocketFault::BadFrame, std::move(detail)};
}

FrameFault tooLarge(std::string detail)
{
    return {WebSocketFault::TooLarge, std::move(detail)};
}

bool isKnown(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Continuation:
    case FrameKind::Text:
    case FrameKind::Binary:
    case FrameKind::Close:
    case FrameKind::Ping:
    case FrameKind::Pong: return true;
    }
    return false;
}

qsizetype lengthSize(std::uint8_t stated)
{
    if (stated < length16)
        return 0;
    return stated == length64 ? sizeof(quint64) : sizeof(quint16);
}

/// The most that could have been said in fewer bytes.
quint64 mostInFewer(std::uint8_t stated)
{
    return stated == length64 ? 0xffff : length16 - 1;
}

} // namespace

FrameReader::FrameReader(const Limits &limits)
    : m_limits(limits)
{
}

std::optional<ReadFrame> FrameReader::read(QByteArrayView &bytes)
{
    if (m_hasEnded) {
        bytes = {};
        return {};
    }
    if (const auto fault = takeHead(bytes))
        return end(*fault);
    if (!isHeadWhole())
        return {};
    if (const auto fault = takePayload(bytes))
        return end(*fault);
    return m_left == 0 ? std::optional(endFrame()) : std::nullopt;
}

bool FrameReader::isHeadWhole() const
{
    return m_headSize >= firstSize && m_headSize == firstSize + lengthSize(head(1) & ~maskBit);
}

/// Byte by byte: each is judged as soon as it is there.
FrameReader::Verdict FrameReader::takeHead(QByteArrayView &bytes)
{
    while (!isHeadWhole() && !bytes.isEmpty()) {
        m_head[static_cast<std::size_t>(m_headSize++)] = bytes.front();
        bytes = bytes.sliced(1);
        if (auto fault = judgeHead())
            return fault;
        if (isHeadWhole())
            m_left = length();
    }
    return {};
}

FrameReader::Verdict FrameReader::judgeHead() const
{
    if (m_headSize == 1)
        return judgeKind();
    if (m_headSize == firstSize && (head(1) & maskBit) != 0)
        return FrameFault{WebSocketFault::MaskedFrame};
    if (m_headSize == firstSize && isControl() && head(1) > maxControlPayload)
        return badFrame("a control frame of more than 125 bytes");
    return isHeadWhole() ? judgeLength() : std::nullopt;
}

FrameReader::Verdict FrameReader::judgeKind() const
{
    if ((head(0) & reservedBits) != 0)
        return badFrame("a reserved bit is set");
    if (!isKnown(kind()))
        return badFrame("a frame of unknown kind " + std::to_string(static_cast<int>(kind())));
    if (isControl())
        return isFinal() ? std::nullopt : Verdict(badFrame("a control frame in fragments"));
    const bool continues = kind() == FrameKind::Continuation;
    if (continues && !m_isText)
        return badFrame("a fragment of no message");
    if (!continues && m_isText)
        return badFrame("a message within another");
    return {};
}

FrameReader::Verdict FrameReader::judgeLength() const
{
    const quint64 size = length();
    const std::uint8_t stated = head(1);
    if (stated >= length16 && size <= mostInFewer(stated))
        return badFrame("a length in more bytes than it takes"); // RFC 6455, 5.2: the fewest
    if ((size >> 63U) != 0)
        return badFrame("a length of 2^63 bytes or more");
    if (isControl())
        return {};
    if (size > static_cast<quint64>(m_limits.frame))
        return tooLarge("a frame of " + std::to_string(size) + " bytes");
    const auto before = static_cast<quint64>(m_message.size()); // neither is near the end of numbers
    if (size + before > static_cast<quint64>(m_limits.message))
        return tooLarge("a message of " + std::to_string(size + before) + " bytes or more");
    return {};
}

quint64 FrameReader::length() const
{
    const std::uint8_t stated = head(1);
    if (stated < length16)
        return stated;
    const char *bytes = m_head.data() + firstSize;
    return stated == length64 ? qFromBigEndian<quint64>(bytes) : qFromBigEndian<quint16>(bytes);
}

FrameReader::Verdict FrameReader::takePayload(QByteArrayView &bytes)
{
    if (!isControl() && !m_isText)
        m_isText = kind() == FrameKind::Text;
    const auto size = static_cast<qsizetype>(std::min<quint64>(m_left, static_cast<quint64>(bytes.size())));
    const QByteArrayView piece = bytes.first(size);
    bytes = bytes.sliced(size);
    m_left -= static_cast<quint64>(size);
    (isControl() ? m_control : m_message).append(piece);
    if (!isControl() && *m_isText && !m_text.take(piece))
        return FrameFault{WebSocketFault::BadText};
    return {};
}

ReadFrame FrameReader::endFrame()
{
    auto frame = isControl() ? endControl() : endData();
    m_headSize = 0;
    return frame;
}

ReadFrame FrameReader::endControl()
{
    QByteArray payload = std::exchange(m_control, {});
    if (kind() == FrameKind::Ping)
        return ReadPing{std::move(payload)};
    if (kind() == FrameKind::Pong)
        return ReadPong{std::move(payload)};
    return end(readCloseFrame(payload));
}

ReadFrame FrameReader::endData()
{
    if (!isFinal())
        return ReadFragment{.isEmpty = length() == 0};
    const bool isText = *std::exchange(m_isText, std::nullopt);
    const bool isCut = !std::exchange(m_text, {}).isWhole();
    if (isText && isCut)
        return end(FrameFault{WebSocketFault::BadText});
    return ReadMessage{isText, std::exchange(m_message, {})};
}

ReadFrame FrameReader::end(ReadFrame last)
{
    m_hasEnded = true;
    m_message = {};
    m_headSize = 0;
    return last;
}

} // namespace fusebox::probe
