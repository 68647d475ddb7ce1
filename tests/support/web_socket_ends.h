// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/probe/probe.h"

namespace fusebox::testing {

/// Of what a fault of app/demo/web_socket_faults.h makes a connection end.
enum class EndsBy {
    Itself,         ///< at once
    ConnectTimeout, ///< nothing came of the upgrade
    Calm,           ///< the server behaves for a while
    CalmAndPong,    ///< likewise, and then answers no ping
    Pong,           ///< answers no ping
};

struct WebSocketEnd
{
    const char *fault; ///< its name
    resilience::ErrorClass errorClass;
    probe::Phase phase;
    EndsBy by = EndsBy::Itself;
    std::optional<probe::WebSocketFault> what = {};
    int closeCode = 0;  ///< 0: no close frame came
    int status = 0;     ///< of the answer to the upgrade
    bool stops = false; ///< is not dialled again
};

/// How each of them ends, in the order of the faults; the first of those does not end.
[[nodiscard]] inline std::vector<WebSocketEnd> webSocketEnds()
{
    using enum EndsBy;
    using probe::Phase;
    using resilience::ErrorClass;
    using F = probe::WebSocketFault;
    constexpr auto refused = [](const char *fault, int status) {
        return WebSocketEnd{fault, ErrorClass::HttpStatus, Phase::Wait, Itself, {}, 0, status};
    };
    constexpr auto broken = [](const char *fault, F what) {
        return WebSocketEnd{fault, ErrorClass::Protocol, Phase::Transfer, Itself, what};
    };
    constexpr auto closed = [](const char *fault, int code, bool stops = false) {
        return WebSocketEnd{fault, ErrorClass::Reset, Phase::Transfer, Calm, {}, code, 0, stops};
    };
    return {
        refused("answers the upgrade with 200", 200),
        refused("answers the upgrade with 401", 401),
        refused("answers the upgrade with 403", 403),
        refused("answers the upgrade with 404", 404),
        refused("answers the upgrade with 426", 426),
        refused("answers the upgrade with 503", 503),
        refused("redirects the upgrade", 302),
        {"speaks no HTTP", ErrorClass::Protocol, Phase::Wait, Itself, F::NotHttp},
        {"accepts the upgrade with the key of another", ErrorClass::Protocol, Phase::Wait, Itself,
         F::BadUpgrade},
        {"chooses a subprotocol that nobody asked for", ErrorClass::Protocol, Phase::Wait, Itself,
         F::BadUpgrade},
        {"reads the upgrade and says nothing", ErrorClass::Timeout, Phase::Wait, ConnectTimeout,
         F::NoUpgrade},
        {"accepts the upgrade and says nothing, not even a pong", ErrorClass::Timeout, Phase::Wait, Pong,
         F::NoPong},
        {"answers a ping with the wrong pong", ErrorClass::Timeout, Phase::Wait, Pong, F::WrongPong},
        {"sends messages and no pong", ErrorClass::Timeout, Phase::Wait, Pong, F::NoPongButMessages},
        broken("masks its frames", F::MaskedFrame),
        broken("sets a reserved bit", F::BadFrame),
        broken("sends a frame of an unknown kind", F::BadFrame),
        broken("sends text that is no UTF-8", F::BadText),
        broken("ends a message within a character", F::BadText),
        broken("begins a message within another", F::BadFrame),
        broken("goes on with a message that never began", F::BadFrame),
        broken("says a length in more bytes than it takes", F::BadFrame),
        broken("sends a ping in two fragments", F::BadFrame),
        broken("sends a ping of 126 bytes", F::BadFrame),
        broken("announces a frame of 2^62 bytes", F::TooLarge),
        broken("sends a frame of 2 MiB", F::TooLarge),
        {"stops in the middle of a frame", ErrorClass::Timeout, Phase::Transfer, Pong, F::StalledFrame},
        broken("sends one message without end, in fragments", F::TooLarge),
        broken("sends 100,000 pings at once", F::Flood),
        {"closes with code 999, which does not exist", ErrorClass::Protocol, Phase::Transfer, Calm,
         F::BadCloseCode, 999},
        closed("closes without a code", 1005),
        closed("hangs up without a close frame", 0),
        closed("resets the connection", 0),
        {"falls silent, not even a pong", ErrorClass::Timeout, Phase::Wait, CalmAndPong, F::NoPong},
        {"reads no more, and does not go either", ErrorClass::Timeout, Phase::Wait, CalmAndPong, F::NoPong},
        closed("closes with code 1000", 1000),
        closed("closes with code 1001", 1001),
        closed("closes with code 1002", 1002, true),
        closed("closes with code 1008", 1008, true),
        closed("closes with code 1011", 1011),
        closed("closes with code 1012", 1012),
        closed("closes with code 1013", 1013),
        closed("closes with code 4001", 4001, true),
    };
}

} // namespace fusebox::testing
