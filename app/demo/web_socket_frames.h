// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QByteArray>

namespace fusebox::demo {

/// The frames of RFC 6455, section 5, as far as a server needs them that answers truly or lies on purpose.
enum class OpCode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct Frame
{
    OpCode opCode = OpCode::Text;
    QByteArray payload = {};

    bool operator==(const Frame &) const = default;
};

/// A whole message in one frame, unmasked as a server sends it; at most 65,535 bytes.
[[nodiscard]] QByteArray encode(const Frame &frame);
[[nodiscard]] Frame closeFrame(quint16 code, const QByteArray &reason = {});

/// Takes the next frame off the front of `buffer`, unmasked. None: more bytes are needed. A frame over 65,535
/// bytes is never whole: bound the buffer.
[[nodiscard]] std::optional<Frame> takeFrame(QByteArray &buffer);

/// The answer that accepts the upgrade which the request's `head` asks for, with more `fields` if given.
[[nodiscard]] QByteArray upgradeAnswer(const QByteArray &head, const QByteArray &fields = {});

} // namespace fusebox::demo
