// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// What one message has to hold, all of it at once; nothing given: none is expected.
struct MessageExpectation
{
    QByteArray contains = {};               ///< empty: anything
    QString matches = {};                   ///< a regular expression (PCRE); empty: anything
    std::vector<JsonExpectation> json = {}; ///< values in it
    resilience::Nanoseconds within = std::chrono::seconds(5); ///< of the connection

    [[nodiscard]] bool isGiven() const { return !contains.isEmpty() || !matches.isEmpty() || !json.empty(); }
    bool operator==(const MessageExpectation &) const = default;
};

/// A message of the server's that is a ping of its own kind, and what it is answered with.
struct KeepaliveAnswer
{
    enum class Kind : std::uint8_t { Equals, Matches };

    Kind kind = Kind::Equals;
    QByteArray sought = {}; ///< the whole message, or a regular expression (PCRE) to be found in it, in UTF-8
    QString send = {};      ///< as text

    bool operator==(const KeepaliveAnswer &) const = default;
};

/// The pings that some servers want within messages, on top of those of the protocol. What is answered is no
/// message: it is not counted, and does not keep a connection from being stale; but it may be the one that is
/// expected.
struct Keepalive
{
    std::vector<KeepaliveAnswer> answer = {};                 ///< the first that fits
    QString send = {};                                        ///< unasked, as text; empty: nothing
    resilience::Nanoseconds every = std::chrono::seconds(25); ///< between two of `send`

    bool operator==(const Keepalive &) const = default;
};

/// Any: messages are only counted. Json: they are read, and those that are none are counted apart.
enum class MessageFormat : std::uint8_t { Any, Json };

/// What a WebSocket is opened with, and what is expected of it.
struct WebSocketOptions
{
    static constexpr std::int64_t mostBytes = 64 * 1024 * 1024; ///< for maxFrame and maxMessage

    std::vector<HttpField> headers = {}; ///< of the upgrade
    HttpAuthentication authentication = {};
    QStringList subprotocols = {};         ///< tokens, the one liked best first
    std::int64_t maxFrame = 1024 * 1024;   ///< bytes; a larger one ends the connection
    std::int64_t maxMessage = 1024 * 1024; ///< likewise
    QString greeting = {};                 ///< sent as text once connected; empty: nothing
    MessageExpectation expect = {};
    MessageFormat messages = MessageFormat::Any;
    Keepalive keepalive = {};

    bool operator==(const WebSocketOptions &) const = default;
};

} // namespace fusebox::probe
