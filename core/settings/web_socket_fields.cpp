// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/field_tables.h"
#include "core/settings/option_text.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::Keepalive;
using probe::MessageExpectation;
using probe::WebSocketOptions;
using Format = Choice<probe::MessageFormat>;

namespace {

constexpr int MaxSubprotocol = 256;
constexpr int MaxQueue = 10'000; // messages

constexpr std::array FormatWords{"any"_L1, "json"_L1};

/// Where an option of the upgrade and of messages lies.
template <auto... Members>
constexpr auto *option(Endpoint &endpoint)
{
    return place<&WebSocketSettings::options, Members...>(endpoint);
}

constexpr std::array MessageExpectationFields{
    Field{"contains"_L1,
          At{option<&WebSocketOptions::expect, &MessageExpectation::contains>, Bytes{MaxSought}},
          "Somewhere in the message, at most 4096 bytes."_L1},
    Field{"matches"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::matches>, Pattern{}},
          "A regular expression (PCRE) that is found in the message."_L1},
    Field{"json"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::json>, JsonExpectations{}},
          "Values in the message, which is JSON."_L1},
    Field{"within"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::within>, Duration{}},
          "Of the connection."_L1},
};

std::span<const Field> messageExpectationFields()
{
    return MessageExpectationFields;
}

constexpr std::array KeepaliveFields{
    Field{
        "answer"_L1, At{option<&WebSocketOptions::keepalive, &Keepalive::answer>, KeepaliveAnswers{}},
        "Messages of the server that are such pings; the first that fits is answered, and counts as no message. For socket.io: those that match ^0 are answered by 40, the one that equals 2 by 3."_L1},
    Field{"send"_L1, At{option<&WebSocketOptions::keepalive, &Keepalive::send>, Secret{}},
          "Sent unasked as a text message, again and again while connected."_L1},
    Field{"every"_L1, At{option<&WebSocketOptions::keepalive, &Keepalive::every>, Duration{minInterval}},
          "Between two of what is sent unasked; at least 250ms."_L1},
};

std::span<const Field> keepaliveFields()
{
    return KeepaliveFields;
}

constexpr std::array WebSocketFields{
    Field{"pong_timeout"_L1, At{place<&WebSocketSettings::pongTimeout>, Duration{}},
          "A peer that answers no ping for this long is gone."_L1},
    Field{"stable_after"_L1, At{place<&WebSocketSettings::stableAfter>, Duration{}},
          "Connected for this long, the next loss is the first again."_L1},
    Field{"max_retries"_L1, At{place<&WebSocketSettings::maxRetries>, Optional<Count>{{0}}},
          "Reconnections in a row before giving up; null: never give up."_L1},
    Field{"refused_delay"_L1, At{place<&WebSocketSettings::refusedDelay>, Duration{}},
          "Before the next attempt after the upgrade was refused: 4xx but for 408, 425 and 429."_L1},
    Field{"stop_codes"_L1, At{place<&WebSocketSettings::stopCodes>, CloseCodes{}},
          "Codes of the peer's close frame after which it is not dialled again until a person says so."_L1},
    Field{"stale_after"_L1, At{place<&WebSocketSettings::staleAfter>, Optional<Duration>{}},
          "Degraded when no message came for this long; null: never."_L1},
    Field{"queue"_L1, At{place<&WebSocketSettings::queueLimit>, Count{0, MaxQueue}},
          "Messages kept while there is no connection; one more drops the oldest."_L1},
    Field{"headers"_L1, At{option<&WebSocketOptions::headers>, Headers{Headers::Of::Upgrade}},
          "Fields of the upgrade by name."_L1},
    Field{"basic"_L1, At{option<&WebSocketOptions::authentication>, Basic{}},
          "Basic authentication of the upgrade."_L1},
    Field{"bearer"_L1, At{option<&WebSocketOptions::authentication>, Bearer{}},
          "Bearer token of the upgrade."_L1},
    Field{"subprotocols"_L1, At{option<&WebSocketOptions::subprotocols>, TextList{MaxSubprotocol, true}},
          "Asked for, the one liked best first; degraded when the server chooses none."_L1},
    Field{"max_frame"_L1, At{option<&WebSocketOptions::maxFrame>, Size{1, WebSocketOptions::mostBytes}},
          "Bytes of a frame; a larger one ends the connection."_L1},
    Field{"max_message"_L1, At{option<&WebSocketOptions::maxMessage>, Size{1, WebSocketOptions::mostBytes}},
          "Bytes of a message; a larger one ends the connection."_L1},
    Field{"send"_L1, At{option<&WebSocketOptions::greeting>, Secret{}},
          "Sent as a text message once connected: text, or JSON as text."_L1},
    Field{"expect"_L1, Section{messageExpectationFields},
          "What one message has to hold, all that is given, or the connection has failed."_L1},
    Field{"messages"_L1, At{option<&WebSocketOptions::messages>, Format{FormatWords}},
          "json: messages that are none are counted apart."_L1},
    Field{"keepalive"_L1, Section{keepaliveFields},
          "The pings that some servers want within messages, on top of those of the protocol."_L1},
};

} // namespace

std::span<const Field> webSocketFields()
{
    return WebSocketFields;
}

} // namespace fusebox::settings
