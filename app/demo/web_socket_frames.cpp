// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/web_socket_frames.h"

#include <QCryptographicHash>
#include <QList>
#include <QtEndian>

namespace fusebox::demo {

namespace {

constexpr quint8 finalBit = 0x80;
constexpr quint8 maskBit = 0x80;
constexpr quint8 length16 = 126; // in the place of the length: two bytes with the length follow
constexpr qsizetype maskSize = 4;

/// Where the parts of a frame lie.
struct Layout
{
    qsizetype headerSize = 2; // with the length's bytes, without the mask
    qsizetype payloadSize = 0;
    bool masked = false;

    [[nodiscard]] qsizetype payloadAt() const { return headerSize + (masked ? maskSize : 0); }
    [[nodiscard]] qsizetype size() const { return payloadAt() + payloadSize; }
};

std::optional<Layout> layoutOf(const QByteArray &buffer)
{
    if (buffer.size() < 2)
        return {};
    const auto second = static_cast<quint8>(buffer[1]);
    Layout layout{.payloadSize = second & ~maskBit, .masked = (second & maskBit) != 0};
    if (layout.payloadSize < length16)
        return layout;
    if (layout.payloadSize > length16 || buffer.size() < 4)
        return {};
    layout.headerSize = 4;
    layout.payloadSize = qFromBigEndian<quint16>(buffer.constData() + 2);
    return layout;
}

QByteArray unmasked(QByteArray payload, const QByteArray &mask)
{
    for (qsizetype i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ mask[i % maskSize]);
    return payload;
}

QByteArray bigEndian(quint16 value)
{
    QByteArray bytes(2, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

/// Empty when the header is not there.
QByteArray headerValue(const QByteArray &head, const QByteArray &lowerCaseName)
{
    for (const auto &line : head.split('\n')) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).toLower() == lowerCaseName)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

} // namespace

QByteArray encode(const Frame &frame)
{
    const auto size = frame.payload.size();
    QByteArray bytes(1, static_cast<char>(finalBit | static_cast<quint8>(frame.opCode)));
    if (size < length16)
        bytes += static_cast<char>(size);
    else
        bytes += static_cast<char>(length16) + bigEndian(static_cast<quint16>(size));
    return bytes + frame.payload;
}

Frame closeFrame(quint16 code, const QByteArray &reason)
{
    return {OpCode::Close, bigEndian(code) + reason};
}

std::optional<Frame> takeFrame(QByteArray &buffer)
{
    const auto layout = layoutOf(buffer);
    if (!layout || buffer.size() < layout->size())
        return {};
    Frame frame{static_cast<OpCode>(buffer[0] & 0x0F), buffer.mid(layout->payloadAt(), layout->payloadSize)};
    if (layout->masked)
        frame.payload = unmasked(frame.payload, buffer.mid(layout->headerSize, maskSize));
    buffer.remove(0, layout->size());
    return frame;
}

QByteArray upgradeAnswer(const QByteArray &head, const QByteArray &fields)
{
    static constexpr auto guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    const auto key = headerValue(head, "sec-websocket-key") + guid;
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + fields +
           "Sec-WebSocket-Accept: " + QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64() +
           "\r\n\r\n";
}

} // namespace fusebox::demo
