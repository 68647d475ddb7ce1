// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fusebox::probe {

/// What a frame is (its opcode: RFC 6455, 5.2). From 8 on they are control frames; all others are reserved.
enum class FrameKind : std::uint8_t {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

constexpr std::int64_t maxControlPayload = 125; ///< bytes (RFC 6455, 5.5)

} // namespace fusebox::probe
