// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// What about an HTTP exchange failed, where the error class alone does not say it.
struct HttpFault
{
    enum class Kind : std::uint8_t {
        BadMethod,      ///< no token, or one that makes tunnels
        BadHeader,      ///< a field to be sent that is no field of HTTP
        ReservedHeader, ///< a field to be sent that says how the message is framed: that is ours
        TooManyHeaders, ///< fields to be sent: too many, or too long together
        BadCredentials, ///< a user with a colon, control characters, an empty token
        HeadTooLarge,   ///< more fields, or longer ones, than are taken in
        NotHttp,        ///< what answers speaks no HTTP; `detail`: its first line, if that is text
        NotHttp2,       ///< HTTP/2 was asked for, and the server chose another version, or speaks another
        StreamReset,    ///< the server gave the exchange up (RST_STREAM); `detail`: its error code
        GoAway,         ///< the server gave the connection up; `detail`: its error code
        Flood,          ///< the server sends without end what brings nothing
        // Expectations: `detail` is what was found, raw, where it is short.
        BadPattern,       ///< no regular expression; `detail`: why
        BadJsonPointer,   ///< no JSON pointer
        BadJsonValue,     ///< no JSON scalar to compare with
        HeaderMissing,    ///< the answer has no such field
        HeaderDiffers,    ///< none of that name holds; `detail`: the first
        TooLarge,         ///< the body
        BodyLacks,        ///< the text
        BodyDoesNotMatch, ///< the regular expression
        PatternGaveUp,    ///< matching took too long
        UnknownCoding,    ///< the body is compressed in a way that is not read; `detail`: which
        BadCoding,        ///< the body is not what its Content-Encoding or Transfer-Encoding says
        TooDense,         ///< the body becomes more without its coding than is good
        UnknownCharset,   ///< not found in the body taken as UTF-8, which it is not; `detail`: what it is
        NoJson,           ///< the body is not JSON
        JsonMissing,      ///< there is no value at the pointer
        JsonDiffers,      ///< the value does not hold; `detail`: it
        CutOff,           ///< cannot be known: the body was longer than was read
        TooSlow,          ///< the whole took longer than it may
        // Redirects: `detail` is where to.
        BadLocation,       ///< no URL, one without a host, or several
        RedirectScheme,    ///< neither http nor https
        RedirectDowngrade, ///< from https to http
        RedirectLimit,     ///< more hops than are followed
    };
    Kind kind = Kind::BadMethod;
    int index = 0; ///< of the header to be sent or of the expectation of that kind, from 0

    bool operator==(const HttpFault &) const = default;
};

/// A failure of the core with what HTTP knows of it.
struct HttpFailure : resilience::Failure
{
    std::optional<HttpFault> fault = {};
    bool isUnprocessed = false; ///< the server says that it has done nothing with the request (RFC 9113, 8.7)
    bool wantsHttp11 = false;   ///< the server says that it would over HTTP/1.1 (RFC 9113, 7)
};

[[nodiscard]] inline HttpFailure httpFailure(resilience::ErrorClass errorClass, HttpFault fault,
                                             std::string detail = {})
{
    return {{.errorClass = errorClass, .detail = std::move(detail)}, fault};
}

/// What was expected of an answer and is not so: the number of the expectation, where there may be several,
/// and what was found.
[[nodiscard]] inline HttpFailure unmetExpectation(HttpFault::Kind kind, std::size_t index = 0,
                                                  std::string found = {})
{
    return httpFailure(resilience::ErrorClass::Assertion, {kind, static_cast<int>(index)}, std::move(found));
}

} // namespace fusebox::probe
