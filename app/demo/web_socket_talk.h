// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "app/demo/fault_script.h"

namespace fusebox::demo {

namespace step {
struct Upgrade ///< read the request and accept it truly
{
    QByteArray fields = {}; ///< more of them in the answer, each with its line's end
    std::function<QByteArray(QByteArray answer)> written =
        {}; ///< how the answer is written; none: by the book
};
struct Converse ///< answer pings and a close frame, and send a message now and then
{
    std::optional<resilience::Nanoseconds> length = {};       ///< none: for ever
    std::optional<resilience::Nanoseconds> messageEvery = {}; ///< none: no messages
    bool answersPings = true;
};
} // namespace step

/// What a WebSocket server does to a connection, in order; after the last step it closes (FIN). A refused
/// upgrade needs no talk: that is a FaultServer's answer(503). Of step::Send all bytes go at once.
using TalkStep = std::variant<step::Upgrade, step::Converse, step::Deafen, step::Send, step::Pause,
                              step::StaySilent, step::Close, step::Reset>;
using Talk = std::vector<TalkStep>;

} // namespace fusebox::demo
