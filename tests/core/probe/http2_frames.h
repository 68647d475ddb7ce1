// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

/// Frames as a server would write them (RFC 9113, 4.1; RFC 7541), for tests that lie in them.
namespace fusebox::testing::http2 {

enum Type : char {
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    SettingsFrame = 4,
    PushPromise = 5,
    Ping = 6,
    GoAwayFrame = 7,
    WindowUpdate = 8,
    Continuation = 9,
    Unknown = 0x42
};
constexpr char endStream = 1;
constexpr char endHeaders = 4;
constexpr char padded = 8;

inline QByteArray number(std::uint32_t value)
{
    QByteArray bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes.append(static_cast<char>(value >> shift));
    return bytes;
}

inline QByteArray frame(Type type, int flags, std::uint32_t stream, const QByteArray &payload = {})
{
    return number(static_cast<std::uint32_t>(payload.size())).mid(1) + char(type) + static_cast<char>(flags) +
           number(stream) + payload;
}

/// Literal, never indexed; name and value of under 127 bytes.
inline QByteArray field(const QByteArray &name, const QByteArray &value)
{
    return QByteArray(1, '\0') + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) +
           value;
}

inline QByteArray status(const QByteArray &code)
{
    return field(":status", code);
}

inline QByteArray settings()
{
    return frame(SettingsFrame, 0, 0);
}

/// Allows so many streams at once.
inline QByteArray streamLimit(std::uint32_t count)
{
    return frame(SettingsFrame, 0, 0, QByteArray::fromHex("0003") + number(count));
}

inline QByteArray head(const QByteArray &fields, int flags = 0)
{
    return frame(Headers, endHeaders | flags, 1, fields);
}

inline QByteArray body(const QByteArray &bytes, int flags = 0)
{
    return frame(Data, flags, 1, bytes);
}

/// DATA of `bytes` and so much padding.
inline QByteArray paddedBody(const QByteArray &bytes, int padding, int flags = 0)
{
    return frame(Data, flags | padded, 1,
                 static_cast<char>(padding) + bytes + QByteArray(static_cast<qsizetype>(padding), '\0'));
}

inline QByteArray goAway(std::uint32_t lastStream, std::uint32_t code)
{
    return frame(GoAwayFrame, 0, 0, number(lastStream) + number(code));
}

} // namespace fusebox::testing::http2
