// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/probe/contract/probe.h"

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
    std::optional<std::string> detail = {};
    std::optional<int> told = {}; ///< the code of the close frame that the server gets; 0: one without a code
    std::optional<resilience::Nanoseconds> retryAfter = {}; ///< what the server wishes
};

/// One that is odd, and healthy all the same: what it says first.
struct OddWebSocket
{
    const char *name;
    qint64 bytes; ///< of the one message
};

/// In the order of the faults, after the first of them.
[[nodiscard]] inline std::vector<OddWebSocket> oddWebSockets()
{
    return {
        {"says 100 and 103 before it upgrades", 2},
        {"names the upgrade in lists", 2},
        {"names the upgrade in fields that come twice", 2},
        {"upgrades as small devices write", 2},
        {"upgrades after empty lines", 2},
        {"upgrades with empty fields", 2},
        {"upgrades and speaks in one breath", 2},
        {"cuts text within a character", 2},
        {"cuts a character into four", 4},
        {"begins with U+FEFF", 5},
        {"sends characters of four bytes", 8},
        {"sends binary messages", 3},
        {"pings and answers within a message", 2},
        {"pings with 125 bytes", 2},
        {"sends an empty message in three fragments", 0},
        {"sends 1 MiB", 1024 * 1024},
        {"sends a long message on a slow line", 1000},
    };
}

/// How each of them ends, in the order of the faults; the first of those, and the odd ones, do not.
[[nodiscard]] inline std::vector<WebSocketEnd> webSocketEnds()
{
    using enum EndsBy;
    using probe::Phase;
    using resilience::ErrorClass;
    using F = probe::WebSocketFault;
    using std::chrono::seconds;
    constexpr auto refused = [](const char *fault, int status) {
        return WebSocketEnd{fault, ErrorClass::HttpStatus, Phase::Wait, Itself, {}, 0, status};
    };
    constexpr auto noUpgrade = [](const char *fault, F what, const char *detail) {
        WebSocketEnd end{fault, ErrorClass::Protocol, Phase::Wait, Itself, what};
        end.detail = detail;
        return end;
    };
    constexpr auto broken = [](const char *fault, F what, std::optional<int> told = 1002) {
        WebSocketEnd end{fault, ErrorClass::Protocol, Phase::Transfer, Itself, what};
        end.told = told;
        return end;
    };
    constexpr auto closedBadly = [](const char *fault, F what, int code, int told) {
        WebSocketEnd end{fault, ErrorClass::Protocol, Phase::Transfer, Itself, what, code};
        end.told = told;
        return end;
    };
    constexpr auto lost = [](const char *fault, EndsBy by) {
        return WebSocketEnd{fault, ErrorClass::Reset, Phase::Transfer, by};
    };
    constexpr auto closed = [](const char *fault, int code, bool stops = false) {
        WebSocketEnd end{fault, ErrorClass::Reset, Phase::Transfer, Calm, {}, code, 0, stops};
        end.told = code == 1005 ? 0 : code;
        return end;
    };
    constexpr auto wishing = [](WebSocketEnd end, resilience::Nanoseconds wish) {
        end.retryAfter = wish;
        return end;
    };
    constexpr auto saying = [](WebSocketEnd end, const char *detail) {
        end.detail = detail;
        return end;
    };
    return {
        refused("answers the upgrade with 200", 200),
        refused("answers the upgrade with 401", 401),
        refused("answers the upgrade with 403", 403),
        refused("answers the upgrade with 404", 404),
        refused("answers the upgrade with 426", 426),
        refused("answers the upgrade with 503", 503),
        wishing(refused("answers the upgrade with 503 and Retry-After", 503), seconds(7)),
        wishing(refused("answers the upgrade with 429 and Retry-After", 429), seconds(7)),
        saying(refused("says 103 and refuses", 403), "Forbidden"),
        saying(refused("redirects the upgrade", 302), "Found, Location: /elsewhere"),
        noUpgrade("speaks no HTTP", F::NotHttp, "SSH-2.0-OpenSSH_9.2"),
        noUpgrade("speaks TLS", F::NotHttp, "TLS"),
        noUpgrade("answers with half a line", F::BadUpgrade, "end of stream within the answer"),
        {"reads the upgrade and closes", ErrorClass::Reset, Phase::Wait},
        {"reads the upgrade and resets", ErrorClass::Reset, Phase::Wait},
        {"says 100 without end", ErrorClass::Protocol, Phase::Wait, Itself, F::BadUpgrade},
        {"sends headers without end", ErrorClass::Protocol, Phase::Wait, Itself, F::BadUpgrade},
        noUpgrade("accepts the upgrade without a key", F::BadUpgrade, "no Sec-WebSocket-Accept"),
        noUpgrade("accepts the upgrade with the key of another", F::BadUpgrade,
                  "a Sec-WebSocket-Accept that does not answer our key"),
        noUpgrade("upgrades to something else", F::BadUpgrade, "no Upgrade to websocket"),
        noUpgrade("upgrades and closes the connection", F::BadUpgrade, "no Connection: Upgrade"),
        noUpgrade("chooses a subprotocol that nobody asked for", F::BadUpgrade,
                  "a subprotocol that was not asked for: surprise"),
        noUpgrade("chooses an extension that nobody asked for", F::BadUpgrade,
                  "an extension that was not asked for: permessage-deflate"),
        {"reads the upgrade and says nothing", ErrorClass::Timeout, Phase::Wait, ConnectTimeout,
         F::NoUpgrade},
        {"says 103 and nothing more", ErrorClass::Timeout, Phase::Wait, ConnectTimeout, F::NoUpgrade},
        {"accepts the upgrade and says nothing, not even a pong", ErrorClass::Timeout, Phase::Wait, Pong,
         F::NoPong},
        saying({"answers a ping with the wrong pong", ErrorClass::Timeout, Phase::Wait, Pong, F::WrongPong},
               "not yours"),
        {"sends messages and no pong", ErrorClass::Timeout, Phase::Wait, Pong, F::NoPongButMessages},
        {"sends messages without end and no pong", ErrorClass::Timeout, Phase::Wait, Pong,
         F::NoPongButMessages},
        broken("masks its frames", F::MaskedFrame),
        broken("sets a reserved bit", F::BadFrame),
        broken("sends a frame of an unknown kind", F::BadFrame),
        broken("sends text that is no UTF-8", F::BadText, 1007),
        broken("ends a message within a character", F::BadText, 1007),
        broken("begins a message within another", F::BadFrame),
        broken("goes on with a message that never began", F::BadFrame),
        broken("says a length in more bytes than it takes", F::BadFrame),
        broken("sends a ping in two fragments", F::BadFrame),
        broken("sends a ping of 126 bytes", F::BadFrame),
        broken("announces a frame of 2^62 bytes", F::TooLarge, 1009),
        broken("sends a frame of 2 MiB", F::TooLarge, 1009),
        lost("hangs up in the middle of a frame", Itself),
        closedBadly("closes with a frame of one byte", F::BadFrame, 1005, 1002),
        closedBadly("closes with words that are no UTF-8", F::BadText, 1000, 1007),
        {"stops in the middle of a frame", ErrorClass::Timeout, Phase::Transfer, Pong, F::StalledFrame},
        broken("sends one message without end, in fragments", F::TooLarge, {}),
        broken("sends 100,000 pings at once", F::Flood, 1008),
        {"closes with code 999, which does not exist", ErrorClass::Protocol, Phase::Transfer, Calm,
         F::BadCloseCode, 999},
        closed("closes without a code", 1005),
        lost("hangs up without a close frame", Calm),
        lost("resets the connection", Calm),
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
