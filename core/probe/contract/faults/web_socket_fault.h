// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fusebox::probe {

/// What about a WebSocket failed, where the error class alone does not say it.
enum class WebSocketFault : std::uint8_t {
    BadSubprotocol, ///< one to be asked for is no token
    NoUpgrade,      ///< the upgrade was not answered in time
    NotHttp,        ///< what answers the upgrade speaks no HTTP; `detail`: its first line, if that is text
    BadUpgrade,     ///< the answer is a 101 that does not accept it, or broken; `detail`: what is wrong
    NoPong,         ///< a ping was not answered in time, and nothing else came either
    WrongPong,      ///< likewise, but a pong that answers nothing we asked; `detail`: what it bears, if text
    NoPongButMessages, ///< likewise, but whole messages came
    StalledFrame,      ///< a frame stopped half-way
    MaskedFrame,       ///< only a client's are masked (RFC 6455, 5.1)
    BadFrame,          ///< another breach of the protocol; `detail`: which
    BadText,           ///< text that is no UTF-8
    TooLarge,          ///< a frame or a message over its limit
    Flood,             ///< frames without end that bring nothing
    BadCloseCode,      ///< a code that no close frame may have
    NoExpectedMessage, ///< none that met the expectation came in time
};

} // namespace fusebox::probe
