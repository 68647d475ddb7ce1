// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/health/option_text.h"
#include "core/storage/field_tables.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::WebSocketSettings;
using probe::Keepalive;
using probe::MessageExpectation;
using probe::WebSocketOptions;
using Format = Choice<probe::MessageFormat>;

namespace {

constexpr int MaxSubprotocol = 256;
constexpr int MaxQueue = 10'000;                    // messages
constexpr std::int64_t MaxBytes = 64 * 1024 * 1024; // of a frame or message: in memory until it is whole

constexpr std::array FormatWords{"any"_L1, "json"_L1};

/// Where an option of the upgrade and of messages lies.
template <auto... Members>
constexpr auto &option(Endpoint &endpoint)
{
    return place<&Endpoint::webSocket, &WebSocketSettings::options, Members...>(endpoint);
}

constexpr std::array MessageExpectationFields{
    Field{"contains"_L1,
          At{option<&WebSocketOptions::expect, &MessageExpectation::contains>, Bytes{health::MaxSought}}},
    Field{"matches"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::matches>, Pattern{}}},
    Field{"json"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::json>, JsonExpectations{}}},
    Field{"within"_L1, At{option<&WebSocketOptions::expect, &MessageExpectation::within>, Duration{}}},
};

std::span<const Field> messageExpectationFields()
{
    return MessageExpectationFields;
}

constexpr std::array KeepaliveFields{
    Field{"answer"_L1, At{option<&WebSocketOptions::keepalive, &Keepalive::answer>, KeepaliveAnswers{}}},
    Field{"send"_L1, At{option<&WebSocketOptions::keepalive, &Keepalive::send>, Secret{}}},
    Field{"every"_L1,
          At{option<&WebSocketOptions::keepalive, &Keepalive::every>, Duration{health::minInterval}}},
};

std::span<const Field> keepaliveFields()
{
    return KeepaliveFields;
}

constexpr std::array WebSocketFields{
    Field{"pong_timeout"_L1, At{place<&Endpoint::webSocket, &WebSocketSettings::pongTimeout>, Duration{}}},
    Field{"stable_after"_L1, At{place<&Endpoint::webSocket, &WebSocketSettings::stableAfter>, Duration{}}},
    Field{"max_retries"_L1,
          At{place<&Endpoint::webSocket, &WebSocketSettings::maxRetries>, Optional<Count>{{0}}}},
    Field{"refused_delay"_L1, At{place<&Endpoint::webSocket, &WebSocketSettings::refusedDelay>, Duration{}}},
    Field{"stop_codes"_L1, At{place<&Endpoint::webSocket, &WebSocketSettings::stopCodes>, CloseCodes{}}},
    Field{"stale_after"_L1,
          At{place<&Endpoint::webSocket, &WebSocketSettings::staleAfter>, Optional<Duration>{}}},
    Field{"queue"_L1, At{place<&Endpoint::webSocket, &WebSocketSettings::queueLimit>, Count{0, MaxQueue}}},
    Field{"headers"_L1, At{option<&WebSocketOptions::headers>, Headers{}}},
    Field{"basic"_L1, At{option<&WebSocketOptions::authentication>, Basic{}}},
    Field{"bearer"_L1, At{option<&WebSocketOptions::authentication>, Bearer{}}},
    Field{"subprotocols"_L1, At{option<&WebSocketOptions::subprotocols>, TextList{MaxSubprotocol}}},
    Field{"max_frame"_L1, At{option<&WebSocketOptions::maxFrame>, Size{1, MaxBytes}}},
    Field{"max_message"_L1, At{option<&WebSocketOptions::maxMessage>, Size{1, MaxBytes}}},
    Field{"send"_L1, At{option<&WebSocketOptions::greeting>, Secret{}}},
    Field{"expect"_L1, Section{messageExpectationFields}},
    Field{"messages"_L1, At{option<&WebSocketOptions::messages>, Format{FormatWords}}},
    Field{"keepalive"_L1, Section{keepaliveFields}},
};

} // namespace

std::span<const Field> webSocketFields()
{
    return WebSocketFields;
}

} // namespace fusebox::storage
