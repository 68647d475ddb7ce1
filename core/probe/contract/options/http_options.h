// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include <QByteArray>
#include <QString>

#include "core/resilience/time.h"

namespace fusebox::probe {

struct HttpField
{
    QByteArray name;
    QByteArray value;

    bool operator==(const HttpField &) const = default;
};

struct BasicAuthentication
{
    QString user;
    QString password;

    bool operator==(const BasicAuthentication &) const = default;
};
struct BearerAuthentication
{
    QString token;

    bool operator==(const BearerAuthentication &) const = default;
};
using HttpAuthentication = std::variant<std::monostate, BasicAuthentication, BearerAuthentication>;

/// Auto: what the server chooses by ALPN; without TLS the same as Http11. Http2 without TLS: spoken at once.
enum class HttpVersion : std::uint8_t { Http11, Http2, Auto };

/// Redirects go only to http and https, and take no credentials to another origin.
struct RedirectOptions
{
    static constexpr int mostHops = 50; ///< for limit

    int limit = 10;              ///< hops; 0: a redirect is the answer
    bool allowDowngrade = false; ///< from https to http

    bool operator==(const RedirectOptions &) const = default;
};

struct StatusRange
{
    int first = 200;
    int last = 399; ///< included

    bool operator==(const StatusRange &) const = default;
};

/// A field of the response: there (empty `value`), equal to `value`, or containing it. Names compare without
/// case.
struct HeaderExpectation
{
    enum class Kind : std::uint8_t { Present, Equals, Contains };
    QByteArray name;
    Kind kind = Kind::Present;
    QByteArray value = {};

    bool operator==(const HeaderExpectation &) const = default;
};

/// A value in a JSON body, by its pointer (RFC 6901). `value` is JSON text: a number, a string, true, false,
/// null.
struct JsonExpectation
{
    enum class Kind : std::uint8_t { Equals, Differs, Less, LessOrEqual, Greater, GreaterOrEqual };
    QString pointer;
    Kind kind = Kind::Equals;
    QByteArray value;

    bool operator==(const JsonExpectation &) const = default;
};

/// What makes an answer a success. All that is given has to hold; the first that does not is the failure
/// (ErrorClass::HttpStatus for the status, ErrorClass::Assertion for the rest).
struct HttpExpectations
{
    std::vector<StatusRange> status = {StatusRange{}}; ///< in one of them; none: any status
    std::vector<HeaderExpectation> headers = {};
    QByteArray bodyContains = {}; ///< empty: anything
    QString bodyMatches = {}; ///< a regular expression (PCRE) found somewhere in the body; empty: anything
    std::vector<JsonExpectation> json = {};
    std::optional<resilience::Nanoseconds> maxLatency = {};
    std::optional<std::int64_t> maxSize = {}; ///< bytes of the body

    bool operator==(const HttpExpectations &) const = default;
};

struct HttpOptions
{
    static constexpr std::int64_t mostBody = 256 * 1024 * 1024; ///< for maxBody
    static constexpr std::size_t mostHeaders = 100;
    static constexpr qsizetype longestMethod = 32;

    QByteArray method = "GET"; ///< a token (RFC 9110), upper case by custom
    std::vector<HttpField> headers = {};
    QByteArray body = {};
    HttpAuthentication authentication = {};
    HttpVersion version = HttpVersion::Http11;
    bool keepAlive = false; ///< false: a connection of its own, so that faults of DNS, TCP and TLS are seen
    RedirectOptions redirects = {};
    HttpExpectations expect = {};
    std::int64_t maxBody = 1024 * 1024; ///< bytes; a longer body is cut off, and the result says so
    bool keepBody =
        false; ///< all that is read of the body is kept, not just its beginning, and nothing masked in it

    bool operator==(const HttpOptions &) const = default;
};

} // namespace fusebox::probe
